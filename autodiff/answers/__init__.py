"""One file a question: values and gradients, matrices, formulas, counts, differences."""
