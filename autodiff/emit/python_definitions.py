"""Small Python functions that an emitted program gets where it uses them.

Each does what the evaluator does, but raises what Python's `math` raises where there is no value;
`test_python.py` compares all of them with it.
"""

from __future__ import annotations

_BERNOULLI = "1/6, -1/30, 1/42, -1/30, 5/66, -691/2730, 7/6, -3617/510, 43867/798, -174611/330"

DEFINITIONS: dict[str, str] = {
    "_exp": '''\
def _exp(x):
    """math.exp, but inf where that is too large for a float."""
    try:
        return math.exp(x)
    except OverflowError:
        return math.inf
''',
    "_expm1": '''\
def _expm1(x):
    """math.expm1, but inf where that is too large for a float."""
    try:
        return math.expm1(x)
    except OverflowError:
        return math.inf
''',
    "_sinh": '''\
def _sinh(x):
    """math.sinh, but infinite where that is too large for a float."""
    try:
        return math.sinh(x)
    except OverflowError:
        return math.copysign(math.inf, x)
''',
    "_cosh": '''\
def _cosh(x):
    """math.cosh, but inf where that is too large for a float."""
    try:
        return math.cosh(x)
    except OverflowError:
        return math.inf
''',
    "_power": '''\
def _power(x, y):
    """math.pow, but infinite where that is too large for a float."""
    try:
        return math.pow(x, y)
    except OverflowError:
        return -math.inf if x < 0 and y % 2 == 1 else math.inf
''',
    "_sqrt": '''\
def _sqrt(x):
    """math.sqrt; that of -0.0 is 0.0, so that 1/_sqrt(x) has the right sign."""
    return math.sqrt(x) + 0.0
''',
    "_sec": """\
def _sec(x):
    return 1.0/math.cos(x)
""",
    "_csc": """\
def _csc(x):
    return 1.0/math.sin(x)
""",
    "_cot": """\
def _cot(x):
    return 1.0/math.tan(x)
""",
    "_asec": '''\
def _asec(x):
    """The angle whose secant is x, from 0 to pi."""
    return math.atan2(math.sqrt((x - 1)*(x + 1)), math.copysign(1.0, x))
''',
    "_acsc": '''\
def _acsc(x):
    """The angle whose cosecant is x, from -pi/2 to pi/2."""
    return math.atan2(math.copysign(1.0, x), math.sqrt(abs(x) - 1)*math.sqrt(abs(x) + 1))
''',
    "_acot": '''\
def _acot(x):
    """pi/2 - atan(x), exact for large x too."""
    return math.atan2(1.0, x)
''',
    "_sech": '''\
def _sech(x):
    """1/cosh(x), without an overflow."""
    return 2*math.exp(-abs(x))/(1 + math.exp(-2*abs(x)))
''',
    "_csch": '''\
def _csch(x):
    """1/sinh(x), without an overflow."""
    return 1/(2*_sinh(x/2))/_cosh(x/2)
''',
    "_coth": """\
def _coth(x):
    return 1.0/math.tanh(x)
""",
    "_logsumexp": '''\
def _logsumexp(found, *others):
    """log(exp(x) + exp(y) + ...), without an overflow."""
    for other in others:
        apart = abs(found - other)
        if math.isnan(apart):
            found += other
        else:
            found = max(found, other) + math.log1p(math.exp(-apart))
    return found
''',
    "_logb": '''\
def _logb(x, base):
    """The logarithm of x to a base, exact where it is a whole number."""
    quotient = math.log(x)/math.log(base)
    whole = round(quotient) if abs(quotient) < 2000 else 0
    return float(whole) if whole and _power(base, whole) == x else quotient
''',
    "_whole": """\
def _whole(rounding, x):
    return math.copysign(rounding(x), x) if math.isfinite(x) else x
""",
    "_floor": """\
def _floor(x):
    return _whole(math.floor, x)
""",
    "_ceil": """\
def _ceil(x):
    return _whole(math.ceil, x)
""",
    "_round": '''\
def _round(x):
    """The nearest whole number, halves to even."""
    return _whole(round, x)
''',
    "_trunc": """\
def _trunc(x):
    return _whole(math.trunc, x)
""",
    "_sign": """\
def _sign(x):
    return x if math.isnan(x) else float((x > 0) - (x < 0))
""",
    "_max": '''\
def _max(*values):
    """The largest; nan if one of them is."""
    return math.nan if any(map(math.isnan, values)) else max(values)
''',
    "_min": '''\
def _min(*values):
    """The smallest; nan if one of them is."""
    return math.nan if any(map(math.isnan, values)) else min(values)
''',
    "_clamp": """\
def _clamp(x, low, high):
    if low > high:
        raise ValueError("clamp(x, low, high) needs low <= high")
    return _min(_max(x, low), high)
""",
    "_relu": """\
def _relu(x):
    return x if x > 0 or math.isnan(x) else 0.0
""",
    "_leaky_relu": """\
def _leaky_relu(x, slope):
    return x if x > 0 else slope*x
""",
    "_sigmoid": '''\
def _sigmoid(x):
    """1/(1 + exp(-x)), without an overflow."""
    if x >= 0:
        return 1/(1 + math.exp(-x))
    small = math.exp(x)
    return small/(1 + small)
''',
    "_logit": '''\
def _logit(x):
    """log(x/(1 - x)), exact near 1/2 too."""
    if 0.25 < x < 0.75:
        return 2*math.atanh(2*x - 1)
    return math.log(x) - math.log1p(-x)
''',
    "_softplus": '''\
def _softplus(x):
    """log(1 + exp(x)), without an overflow."""
    return max(x, 0.0) + math.log1p(math.exp(-abs(x)))
''',
    "_silu": """\
def _silu(x):
    return x*_sigmoid(x)
""",
    "_gelu": """\
def _gelu(x):
    return x*math.erfc(-x/math.sqrt(2))/2
""",
    "_gamma": '''\
def _gamma(x):
    """math.gamma, but infinite where that is too large for a float."""
    try:
        return math.gamma(x)
    except OverflowError:
        return -math.inf if x < 0 and math.floor(x) % 2 else math.inf
''',
    "_lgamma": '''\
def _lgamma(x):
    """math.lgamma, but exact near its zeros 1 and 2 too (Abramowitz and Stegun, 6.1.33)."""
    if not 0.5 <= x <= 2.5:
        try:
            return math.lgamma(x)
        except OverflowError:
            return math.inf
    z = x - 1 if x < 1.5 else x - 2
    total = 0.0
    for n in range(len(_ZETA), 0, -1):
        total = total*-z + _ZETA[n - 1]/(n + 1)
    total = z*(0.42278433509846713 + z*total)
    return total - math.log(x) if x < 1.5 else total
''',
    "_ZETA": """\
_ZETA = (  # zeta(n) - 1 for n = 2, 3, ...
    0.6449340668482264, 0.2020569031595943, 0.08232323371113819, 0.03692775514336993,
    0.01734306198444914, 0.008349277381922827, 0.00407735619794434, 0.0020083928260822143,
    0.0009945751278180853, 0.0004941886041194645, 0.0002460865533080483, 0.00012271334757848915,
    6.124813505870483e-05, 3.058823630702049e-05, 1.528225940865187e-05, 7.637197637899763e-06,
    3.81729326499984e-06, 1.908212716553939e-06, 9.539620338727962e-07, 4.769329867878064e-07,
    2.38450502727733e-07, 1.1921992596531106e-07, 5.960818905125948e-08, 2.980350351465228e-08,
    1.4901554828365043e-08, 7.45071178983543e-09, 3.725334024788457e-09,
)
""",
    "_BERNOULLI": f"""\
_BERNOULLI = ({_BERNOULLI})
""",
    "_cot_pi": '''\
def _cot_pi(x):
    """cot(pi*x), for x that is not a whole number."""
    fraction = x - math.floor(x)
    if fraction == 0.5:
        return 0.0
    return 1/math.tan(math.pi*fraction) if fraction < 0.5 else -1/math.tan(math.pi*(1 - fraction))
''',
    "_digamma": '''\
def _digamma(x):
    """The derivative of lgamma: recurrence, reflection and asymptotic series."""
    if x <= 0 and (x == -math.inf or x == math.floor(x)):
        raise ValueError("digamma has a pole at 0, -1, -2, ...")
    terms = []
    if x < -1:
        terms.append(-math.pi*_cot_pi(x))
        x = 1 - x
    while x < 12:
        terms.append(-1/x)
        x += 1
    if math.isinf(x):
        return math.inf
    power = 1.0
    for k, number in enumerate(_BERNOULLI, start=1):
        power *= 1/x/x
        terms.append(-number*power/(2*k))
    return math.fsum([math.log(x), -0.5/x, *terms])
''',
    "_ieee_power": '''\
def _ieee_power(x, y):
    """x to the power y as IEEE 754 has it: nothing is raised at 0 or below."""
    try:
        return _power(x, y)
    except ValueError:
        if x != 0:
            return math.nan
        return math.copysign(math.inf, x) if y % 2 == 1 else math.inf
''',
    "_cot_derivative": '''\
def _cot_derivative(n, x):
    """The n-th derivative of pi*cot(pi*x), a polynomial in the cotangent."""
    coefficients = [0, 1]
    for _ in range(n):
        slope = [power*value for power, value in enumerate(coefficients)][1:]
        coefficients = [0]*(len(slope) + 2)
        for power, value in enumerate(slope):
            coefficients[power] -= value
            coefficients[power + 2] -= value
    total = 0.0
    for value in reversed(coefficients):
        total = total*_cot_pi(x) + value
    return total*math.pi**(n + 1)
''',
    "_polygamma": '''\
def _polygamma(order, x):
    """The derivative of digamma of some order from 0 to 100; nan for any other."""
    if not 0 <= order <= 100 or order != math.floor(order):
        return math.nan
    if x <= 0 and (x == -math.inf or x == math.floor(x)):
        raise ValueError("polygamma has a pole at 0, -1, -2, ...")
    n = int(order)
    if n == 0 or math.isnan(x):
        return _digamma(x)
    if x < -1:
        return (-1)**n*_power_sum(n, 1 - x) - _cot_derivative(n, x)
    return _power_sum(n, x)
''',
    "_power_sum": '''\
def _power_sum(n, x):
    """(-1)**(n + 1)*n! times the sum of 1/(x + k)**(n + 1) over k = 0, 1, 2, ..."""
    terms = []
    while x < 12 + n:
        terms.append(_ieee_power(x, -n - 1))
        x += 1
    if not math.isinf(x):
        terms += [_power(x, -n)/n, _power(x, -n - 1)/2]
        rising = (n + 1)/2
        for k, number in enumerate(_BERNOULLI, start=1):
            if k > 1:
                rising *= (2*k + n - 2)*(2*k + n - 1)/(2*k*(2*k - 1))
            terms.append(number*rising*_power(x, -n - 2*k))
    return (-1)**(n + 1)*math.factorial(n)*math.fsum(terms)
''',
    "_ieee_divide": '''\
def _ieee_divide(x, y):
    """x/y as IEEE 754 has it: nothing is raised where y is 0."""
    if y != 0:
        return x/y
    return math.nan if x == 0 or math.isnan(x) else math.copysign(math.inf, x)*math.copysign(1.0, y)
''',
    "_ieee_log": '''\
def _ieee_log(x):
    """The logarithm as IEEE 754 has it: nothing is raised at 0 or below."""
    if x > 0 or math.isnan(x):
        return math.log(x)
    return -math.inf if x == 0 else math.nan
''',
    "_or_nan": '''\
def _or_nan(value):
    """A value that may turn out not to be needed: nan where it does not exist."""
    try:
        return value()
    except (ValueError, ZeroDivisionError):
        return math.nan
''',
}
"""By name; a later one may use an earlier one, or one may use a later one when it is called."""
