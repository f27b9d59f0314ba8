"""Small C functions that an emitted program gets where it uses them.

Each does what the evaluator does; `test_c.py` compares all of them with it.
"""

from __future__ import annotations

_BERNOULLI = "1.0/6, -1.0/30, 1.0/42, -1.0/30, 5.0/66, -691.0/2730, 7.0/6,\n    -3617.0/510, 43867.0/798, -174611.0/330"  # noqa: E501

DEFINITIONS: dict[str, str] = {
    "square_root": """\
/* sqrt; that of -0.0 is 0.0, so that 1/square_root(x) has the right sign. */
static double square_root(double x)
{
    return sqrt(x) + 0.0;
}
""",
    "sec": """\
static double sec(double x)
{
    return 1.0/cos(x);
}
""",
    "csc": """\
static double csc(double x)
{
    return 1.0/sin(x);
}
""",
    "cot": """\
static double cot(double x)
{
    return 1.0/tan(x);
}
""",
    "asec": """\
/* The angle whose secant is x, from 0 to pi. */
static double asec(double x)
{
    return atan2(sqrt((x - 1)*(x + 1)), copysign(1.0, x));
}
""",
    "acsc": """\
/* The angle whose cosecant is x, from -pi/2 to pi/2. */
static double acsc(double x)
{
    return atan2(copysign(1.0, x), sqrt(fabs(x) - 1)*sqrt(fabs(x) + 1));
}
""",
    "acot": """\
/* pi/2 - atan(x), exact for large x too. */
static double acot(double x)
{
    return atan2(1.0, x);
}
""",
    "sech": """\
/* 1/cosh(x), without an overflow. */
static double sech(double x)
{
    return 2*exp(-fabs(x))/(1 + exp(-2*fabs(x)));
}
""",
    "csch": """\
/* 1/sinh(x), without an overflow. */
static double csch(double x)
{
    return 1/(2*sinh(x/2))/cosh(x/2);
}
""",
    "coth": """\
static double coth(double x)
{
    return 1.0/tanh(x);
}
""",
    "log_sum_exp": """\
/* log(exp(x) + exp(y) + ...), without an overflow. */
static double log_sum_exp(int count, const double *values)
{
    double found = values[0];
    int i;
    for (i = 1; i < count; i++) {
        double apart = fabs(found - values[i]);
        if (isnan(apart))
            found += values[i];
        else
            found = (found > values[i] ? found : values[i]) + log1p(exp(-apart));
    }
    return found;
}
""",
    "log_base": """\
/* The logarithm of x to a base, exact where it is a whole number. */
static double log_base(double x, double base)
{
    double quotient = log(x)/log(base);
    double whole = rint(quotient);
    if (!(base > 0) || base == 1)
        return NAN;
    if (fabs(quotient) < 2000 && whole != 0 && pow(base, whole) == x)
        return whole;
    return quotient;
}
""",
    "sign": """\
static double sign(double x)
{
    return isnan(x) ? x : (double)(x > 0) - (double)(x < 0);
}
""",
    "modulo": """\
/* The remainder with the sign of y. */
static double modulo(double x, double y)
{
    double remainder = fmod(x, y);
    if (remainder == 0)
        return copysign(0.0, y);
    return (remainder < 0) != (y < 0) ? remainder + y : remainder;
}
""",
    "largest": """\
/* The largest of some numbers; NaN if one of them is. */
static double largest(int count, const double *values)
{
    double found = values[0];
    int i;
    for (i = 1; i < count; i++)
        if (values[i] > found || isnan(values[i]))
            found = values[i];
    return found;
}
""",
    "smallest": """\
/* The smallest of some numbers; NaN if one of them is. */
static double smallest(int count, const double *values)
{
    double found = values[0];
    int i;
    for (i = 1; i < count; i++)
        if (values[i] < found || isnan(values[i]))
            found = values[i];
    return found;
}
""",
    "clamp": """\
static double clamp(double x, double low, double high)
{
    if (!(low <= high))
        return NAN;
    return x < low ? low : x > high ? high : x;
}
""",
    "relu": """\
static double relu(double x)
{
    return x > 0 || isnan(x) ? x : 0.0;
}
""",
    "leaky_relu": """\
static double leaky_relu(double x, double slope)
{
    return x > 0 ? x : slope*x;
}
""",
    "sigmoid": """\
/* 1/(1 + exp(-x)), without an overflow. */
static double sigmoid(double x)
{
    double small = exp(-fabs(x));
    return (x >= 0 ? 1.0 : small)/(1.0 + small);
}
""",
    "logit": """\
/* log(x/(1 - x)), exact near 1/2 too. */
static double logit(double x)
{
    return 0.25 < x && x < 0.75 ? 2*atanh(2*x - 1) : log(x) - log1p(-x);
}
""",
    "softplus": """\
/* log(1 + exp(x)), without an overflow. */
static double softplus(double x)
{
    return (x > 0 ? x : 0.0) + log1p(exp(-fabs(x)));
}
""",
    "silu": """\
static double silu(double x)
{
    return x*sigmoid(x);
}
""",
    "gelu": """\
static double gelu(double x)
{
    return x*erfc(-x/sqrt(2.0))/2;
}
""",
    "bernoulli": f"""\
/* The Bernoulli numbers B2, B4, ..., B20. */
static const double bernoulli[10] = {{
    {_BERNOULLI}
}};
""",
    "cot_pi": """\
/* cot(pi*x), for x that is not a whole number. */
static double cot_pi(double x)
{
    const double pi = 3.141592653589793;
    double fraction = x - floor(x);
    if (fraction == 0.5)
        return 0.0;
    return fraction < 0.5 ? 1/tan(pi*fraction) : -1/tan(pi*(1 - fraction));
}
""",
    "digamma": """\
/* The derivative of lgamma: recurrence, reflection and asymptotic series. */
static double digamma(double x)
{
    double total = 0.0, series = 0.0, power = 1.0;
    int k;
    if (x <= 0 && x == floor(x))
        return NAN;
    if (x < -1) {
        total = -3.141592653589793*cot_pi(x);
        x = 1 - x;
    }
    for (; x < 12; x += 1)
        total -= 1/x;
    if (isinf(x))
        return x;
    for (k = 1; k <= 10; k++) {
        power *= 1/x/x;
        series += bernoulli[k - 1]*power/(2*k);
    }
    return total + (log(x) - 0.5/x - series);
}
""",
    "cot_derivative": """\
/* The n-th derivative of pi*cot(pi*x), a polynomial in the cotangent, for n up to 100. */
static double cot_derivative(int n, double x)
{
    double coefficients[104] = {0.0, 1.0}, total = 0.0, cotangent = cot_pi(x);
    int step, i;
    for (step = 1; step <= n; step++) {
        double slope[104] = {0.0};
        for (i = 0; i <= step; i++)
            slope[i] = (i + 1)*coefficients[i + 1];
        for (i = 0; i <= step + 1; i++)
            coefficients[i] = -slope[i] - (i >= 2 ? slope[i - 2] : 0.0);
    }
    for (i = n + 1; i >= 0; i--)
        total = total*cotangent + coefficients[i];
    return total*pow(3.141592653589793, n + 1);
}
""",
    "power_sum": """\
/* (-1)^(n + 1)*n! times the sum of 1/(x + k)^(n + 1) over k = 0, 1, 2, ... */
static double power_sum(int n, double x)
{
    double total = 0.0, rising = (n + 1)/2.0, factorial = 1.0;
    int k;
    for (; x < 12 + n; x += 1)
        total += pow(x, -n - 1);
    if (!isinf(x)) {
        total += pow(x, -n)/n + pow(x, -n - 1)/2;
        for (k = 1; k <= 10; k++) {
            if (k > 1)
                rising *= (2.0*k + n - 2)*(2.0*k + n - 1)/(2.0*k*(2*k - 1));
            total += bernoulli[k - 1]*rising*pow(x, -n - 2*k);
        }
    }
    for (k = 2; k <= n; k++)
        factorial *= k;
    return (n % 2 ? 1 : -1)*factorial*total;
}
""",
    "polygamma": """\
/* The derivative of digamma of some order from 0 to 100. */
static double polygamma(double order, double x)
{
    int n;
    if (!(0 <= order && order <= 100) || order != floor(order))
        return NAN;
    if (isnan(x) || (x <= 0 && x == floor(x)))
        return NAN;
    n = (int)order;
    if (n == 0)
        return digamma(x);
    if (x < -1)
        return (n % 2 ? -1 : 1)*power_sum(n, 1 - x) - cot_derivative(n, x);
    return power_sum(n, x);
}
""",
}
"""By name; each comes after those that it uses."""
