"""Small JavaScript functions that an emitted program gets where it uses them.

Each does what the evaluator does; `test_javascript.py` compares all of them with it. JavaScript
has no error function and no gamma function, so they are worked out here: the one by its series
(Abramowitz and Stegun, 7.1.6) and, far out, its continued fraction (7.1.14), the other by its
asymptotic series (6.1.41) and recurrence, and around its zeros by 6.1.33.
"""

from __future__ import annotations

DEFINITIONS: dict[str, str] = {
    "power": """\
// Math.pow, but 1 to any power is 1, and so is -1 to an infinite one, as IEEE 754 has it.
function power(x, y) {
  if (x === 1 || (x === -1 && Math.abs(y) === Infinity)) return 1;
  return Math.pow(x, y);
}
""",
    "squareRoot": """\
// Math.sqrt; that of -0 is 0, so that 1/squareRoot(x) has the right sign.
function squareRoot(x) {
  return Math.sqrt(x) + 0;
}
""",
    "sec": """\
function sec(x) {
  return 1/Math.cos(x);
}
""",
    "csc": """\
function csc(x) {
  return 1/Math.sin(x);
}
""",
    "cot": """\
function cot(x) {
  return 1/Math.tan(x);
}
""",
    "roundHalfEven": """\
// The nearest whole number, halves to even.
function roundHalfEven(x) {
  const below = Math.floor(x), rest = x - below;
  if (rest === 0 || !Number.isFinite(x)) return x;
  const nearest = rest < 0.5 || (rest === 0.5 && below % 2 === 0) ? below : below + 1;
  return nearest === 0 && x < 0 ? -0 : nearest;
}
""",
    "asec": """\
// The angle whose secant is x, from 0 to pi.
function asec(x) {
  return Math.atan2(Math.sqrt((x - 1)*(x + 1)), Math.sign(x));
}
""",
    "acsc": """\
// The angle whose cosecant is x, from -pi/2 to pi/2.
function acsc(x) {
  return Math.atan2(Math.sign(x), Math.sqrt(Math.abs(x) - 1)*Math.sqrt(Math.abs(x) + 1));
}
""",
    "acot": """\
// pi/2 - atan(x), exact for large x too.
function acot(x) {
  return Math.atan2(1, x);
}
""",
    "sech": """\
// 1/cosh(x), without an overflow.
function sech(x) {
  return 2*Math.exp(-Math.abs(x))/(1 + Math.exp(-2*Math.abs(x)));
}
""",
    "csch": """\
// 1/sinh(x), without an overflow.
function csch(x) {
  return 1/(2*Math.sinh(x/2))/Math.cosh(x/2);
}
""",
    "coth": """\
function coth(x) {
  return 1/Math.tanh(x);
}
""",
    "logSumExp": """\
// log(exp(x) + exp(y) + ...), without an overflow.
function logSumExp(...values) {
  return values.reduce((found, value) => {
    const apart = Math.abs(found - value);
    if (Number.isNaN(apart)) return found + value;
    return Math.max(found, value) + Math.log1p(Math.exp(-apart));
  });
}
""",
    "logBase": """\
// The logarithm of x to a base, exact where it is a whole number.
function logBase(x, base) {
  const quotient = Math.log(x)/Math.log(base), whole = roundHalfEven(quotient);
  if (!(base > 0) || base === 1) return NaN;
  if (Math.abs(quotient) < 2000 && whole !== 0 && power(base, whole) === x) return whole;
  return quotient;
}
""",
    "modulo": """\
// The remainder with the sign of y.
function modulo(x, y) {
  const remainder = x % y;
  if (remainder === 0) return y < 0 ? -0 : 0;
  return (remainder < 0) !== (y < 0) ? remainder + y : remainder;
}
""",
    "clamp": """\
function clamp(x, low, high) {
  return low <= high ? Math.min(Math.max(x, low), high) : NaN;
}
""",
    "relu": """\
function relu(x) {
  return Math.max(x, 0);
}
""",
    "leakyRelu": """\
function leakyRelu(x, slope) {
  return x > 0 ? x : slope*x;
}
""",
    "sigmoid": """\
// 1/(1 + exp(-x)), without an overflow.
function sigmoid(x) {
  const small = Math.exp(-Math.abs(x));
  return (x >= 0 ? 1 : small)/(1 + small);
}
""",
    "logit": """\
// log(x/(1 - x)), exact near 1/2 too.
function logit(x) {
  if (0.25 < x && x < 0.75) return 2*Math.atanh(2*x - 1);
  return Math.log(x) - Math.log1p(-x);
}
""",
    "softplus": """\
// log(1 + exp(x)), without an overflow.
function softplus(x) {
  return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
}
""",
    "silu": """\
function silu(x) {
  return x*sigmoid(x);
}
""",
    "expOfMinusSquare": """\
// exp(-x*x), with what x*x loses.
function expOfMinusSquare(x) {
  const high = Math.fround(x);
  return Math.exp(-high*high)*Math.exp((high - x)*(high + x));
}
""",
    "erfSeries": """\
// The error function where its series is short, for |x| < 2.5.
function erfSeries(x) {
  let term = x, total = x;
  for (let n = 1; Math.abs(term) > 1e-17*Math.abs(total); n++) {
    term *= 2*x*x/(2*n + 1);
    total += term;
  }
  return 2/Math.sqrt(Math.PI)*expOfMinusSquare(x)*total;
}
""",
    "erfcFraction": """\
// 1 - erf(x) for x >= 1, by its continued fraction from the far end.
function erfcFraction(x) {
  if (x > 30) return 0;
  let fraction = x;
  for (let n = Math.ceil(20 + 300/(x*x)); n > 0; n--) fraction = x + n/2/fraction;
  return expOfMinusSquare(x)/(fraction*Math.sqrt(Math.PI));
}
""",
    "erf": """\
function erf(x) {
  if (Number.isNaN(x)) return x;
  if (Math.abs(x) < 2.5) return erfSeries(x);
  return x > 0 ? 1 - erfcFraction(x) : erfcFraction(-x) - 1;
}
""",
    "erfc": """\
function erfc(x) {
  if (Number.isNaN(x)) return x;
  if (x < 1) return x > -2.5 ? 1 - erfSeries(x) : 2 - erfcFraction(-x);
  return erfcFraction(x);
}
""",
    "gelu": """\
function gelu(x) {
  return x*erfc(-x/Math.SQRT2)/2;
}
""",
    "bernoulli": """\
// The Bernoulli numbers B2, B4, ..., B20.
const bernoulli = [
  1/6, -1/30, 1/42, -1/30, 5/66, -691/2730, 7/6, -3617/510, 43867/798, -174611/330,
];
""",
    "zetaBeyondOne": """\
// zeta(n) - 1 for n = 2, 3, ...
const zetaBeyondOne = [
  0.6449340668482264, 0.2020569031595943, 0.08232323371113819, 0.03692775514336993,
  0.01734306198444914, 0.008349277381922827, 0.00407735619794434, 0.0020083928260822143,
  0.0009945751278180853, 0.0004941886041194645, 0.0002460865533080483, 0.00012271334757848915,
  6.124813505870483e-05, 3.058823630702049e-05, 1.528225940865187e-05, 7.637197637899763e-06,
  3.81729326499984e-06, 1.908212716553939e-06, 9.539620338727962e-07, 4.769329867878064e-07,
  2.38450502727733e-07, 1.1921992596531106e-07, 5.960818905125948e-08, 2.980350351465228e-08,
  1.4901554828365043e-08, 7.45071178983543e-09, 3.725334024788457e-09,
];
""",
    "isPole": """\
// Whether the gamma function has a pole at x.
function isPole(x) {
  return x <= 0 && (x === -Infinity || x === Math.floor(x));
}
""",
    "sinPi": """\
// sin(pi*x), exact near whole numbers.
function sinPi(x) {
  const nearest = Math.round(x), sine = Math.sin(Math.PI*(x - nearest));
  return nearest % 2 === 0 ? sine : -sine;
}
""",
    "stirling": """\
// What log(gamma(x)) is beyond (x - 1/2)*log(x) - x + log(2*pi)/2, for x >= 12.
function stirling(x) {
  let total = 0, power = 1/x;
  bernoulli.forEach((number, index) => {
    const k = 2*(index + 1);
    total += number*power/(k*(k - 1));
    power *= 1/x/x;
  });
  return total;
}
""",
    "gamma": """\
function gamma(x) {
  if (x === 0) return 1/x;
  if (isPole(x)) return NaN;
  if (x < -0.5) return Math.PI/(sinPi(x)*gamma(1 - x));
  if (x > 172) return Infinity;
  let product = 1;
  for (; x < 12; x++) product *= x;
  const half = Math.pow(x, x/2 - 0.25);
  return Math.sqrt(2*Math.PI)*half*Math.exp(stirling(x) - x)*half/product;
}
""",
    "lgamma": """\
// log(|gamma(x)|), exact near its zeros 1 and 2 too.
function lgamma(x) {
  if (isPole(x) || Math.abs(x) === Infinity) return Infinity;
  if (x >= 0.5 && x <= 2.5) {
    const z = x < 1.5 ? x - 1 : x - 2;
    let total = 0;
    for (let n = zetaBeyondOne.length; n > 0; n--) {
      total = -z*total + zetaBeyondOne[n - 1]/(n + 1);
    }
    total = z*(0.42278433509846713 + z*total);
    return x < 1.5 ? total - Math.log(x) : total;
  }
  if (x < -100) return Math.log(Math.PI/Math.abs(sinPi(x))) - lgamma(1 - x);
  if (x < 100) return Math.log(Math.abs(gamma(x)));
  return (x - 0.5)*(Math.log(x) - 1) + (0.5*(Math.log(2*Math.PI) - 1) + stirling(x));
}
""",
    "cotPi": """\
// cot(pi*x), for x that is not a whole number.
function cotPi(x) {
  const fraction = x - Math.floor(x);
  if (fraction === 0.5) return 0;
  return fraction < 0.5 ? 1/Math.tan(Math.PI*fraction) : -1/Math.tan(Math.PI*(1 - fraction));
}
""",
    "digamma": """\
// The derivative of lgamma: recurrence, reflection and asymptotic series.
function digamma(x) {
  if (isPole(x)) return NaN;
  let total = 0, series = 0, power = 1;
  if (x < -1) {
    total = -Math.PI*cotPi(x);
    x = 1 - x;
  }
  for (; x < 12; x++) total -= 1/x;
  if (x === Infinity) return x;
  bernoulli.forEach((number, index) => {
    power *= 1/x/x;
    series += number*power/(2*(index + 1));
  });
  return total + (Math.log(x) - 0.5/x - series);
}
""",
    "cotDerivative": """\
// The n-th derivative of pi*cot(pi*x), a polynomial in the cotangent.
function cotDerivative(n, x) {
  const cotangent = cotPi(x);
  let coefficients = [0, 1];
  for (let step = 0; step < n; step++) {
    const next = new Array(coefficients.length + 1).fill(0);
    for (let i = 1; i < coefficients.length; i++) {
      next[i - 1] -= i*coefficients[i];
      next[i + 1] -= i*coefficients[i];
    }
    coefficients = next;
  }
  const total = coefficients.reduceRight((sum, value) => sum*cotangent + value, 0);
  return total*Math.pow(Math.PI, n + 1);
}
""",
    "powerSum": """\
// (-1)^(n + 1)*n! times the sum of 1/(x + k)^(n + 1) over k = 0, 1, 2, ...
function powerSum(n, x) {
  let total = 0, rising = (n + 1)/2, factorial = 1;
  for (; x < 12 + n; x++) total += Math.pow(x, -n - 1);
  if (x !== Infinity) {
    total += Math.pow(x, -n)/n + Math.pow(x, -n - 1)/2;
    bernoulli.forEach((number, index) => {
      const k = 2*(index + 1);
      if (k > 2) rising *= (k + n - 2)*(k + n - 1)/(k*(k - 1));
      total += number*rising*Math.pow(x, -n - k);
    });
  }
  for (let k = 2; k <= n; k++) factorial *= k;
  return (n % 2 === 1 ? 1 : -1)*factorial*total;
}
""",
    "polygamma": """\
// The derivative of digamma of some order from 0 to 100.
function polygamma(n, x) {
  if (!(n >= 0 && n <= 100) || n !== Math.floor(n) || Number.isNaN(x) || isPole(x)) return NaN;
  if (n === 0) return digamma(x);
  if (x < -1) return (n % 2 === 1 ? -1 : 1)*powerSum(n, 1 - x) - cotDerivative(n, x);
  return powerSum(n, x);
}
""",
}
"""By name; functions may come in any order, constants before what uses them."""
