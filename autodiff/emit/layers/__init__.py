"""The teaching program: one small class an operation, forward and backward."""
