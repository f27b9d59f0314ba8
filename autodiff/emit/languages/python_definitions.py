"""Python functions that no definition could say: they keep Python's `math` from raising an error.

What is too large for a float is infinite here, where `math` raises; what has no value raises what
`math` does, but in a derivative (`_ieee_`) and where it may not be needed (`_or_nan`). Each does
what the evaluator does: `tests/autodiff/emit/languages/test_programs.py` compares all with it.
"""

from __future__ import annotations


def _overflowing(name: str, infinity: str) -> str:
    return f'''\
def _{name}(x):
    """math.{name}, but infinite where that is too large for a float."""
    try:
        return math.{name}(x)
    except OverflowError:
        return {infinity}
'''


DEFINITIONS: dict[str, str] = {
    "_exp": _overflowing("exp", "math.inf"),
    "_expm1": _overflowing("expm1", "math.inf"),
    "_sinh": _overflowing("sinh", "math.copysign(math.inf, x)"),
    "_cosh": _overflowing("cosh", "math.inf"),
    "_gamma": _overflowing("gamma", "-math.inf if x < 0 and math.floor(x) % 2 else math.inf"),
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
    "_no_value": """\
def _no_value(function):
    raise ValueError(f"{function} has no value there")
""",
}
"""By name; one may use another."""
