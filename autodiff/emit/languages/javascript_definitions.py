"""JavaScript functions that no definition could say: what `Math` lacks, or has differently.

JavaScript has no error function and no gamma function, so they are worked out here: the one by its
series (Abramowitz and Stegun, 7.1.6) and, far out, its continued fraction (7.1.14), the other by
its asymptotic series (6.1.41) and recurrence, and around its zeros by 6.1.33. Each does what the
evaluator does; `tests/autodiff/emit/languages/test_programs.py` compares all of them with it.
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
    "roundHalfEven": """\
// The nearest whole number, halves to even.
function roundHalfEven(x) {
  const below = Math.floor(x), rest = x - below;
  if (rest === 0 || !Number.isFinite(x)) return x;
  const nearest = rest < 0.5 || (rest === 0.5 && below % 2 === 0) ? below : below + 1;
  return nearest === 0 && x < 0 ? -0 : nearest;
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
}
"""By name; one may use another."""
