/**
 * The page to play with: one module, in three parts. The first computes what the Python package
 * computes, number for number, and never touches the page; the second draws a frame on a canvas; the
 * third holds what is asked for, the controls and the words. ``start`` at the end brings it to life.
 */

// ---- Computing --------------------------------------------------------------------------------

/**
 * The computing half of the player: data, losses, optimizers and what follows from them, number for
 * number as the Python package has them. Nothing here touches the page.
 *
 * Params are pairs [m, b] of slope and intercept; many of them lie flat in one Float64Array,
 * m0, b0, m1, b1 and so on. A symmetric matrix by m and b is the triple [mm, mb, bb].
 *
 * @typedef {[number, number]} Pair
 * @typedef {[number, number, number]} Symmetric
 * @typedef {{n: number, mean_x: number, mean_y: number, sxx: number, sxy: number, syy: number,
 *   weight: number|null}} Moments
 * @typedef {{moments: Moments, x?: Float64Array, y?: Float64Array, weights?: Float64Array|null,
 *   complete: boolean}} Data  x, y and weights have shape (n,), if they are there at all.
 * @typedef {{centre: number, spread: number}} Scaling  z = (x - centre) / spread.
 * @typedef {{m: Pair, b: Pair}} Window  Least and greatest slope and intercept.
 * @typedef {{name: string, keys: [string, number][]}} Spec  Keys that differ from their defaults.
 */

/** What was asked for cannot be computed; the message says what would help. */
export class InputError extends Error {}

/** Two runs of a race are the same. */
class TwinError extends InputError {
  constructor(run) {
    super(`two runs of the race are the same, ${run}: change one of them, or leave it out`);
    this.run = run;
  }
}

const EPSILON = Number.EPSILON;
const TINY = 2 ** -1022;
const INDEX = [0, 1];
const ORIGIN = Object.freeze([0, 0]);

// Pairs and symmetric matrices.

const each = (number) => INDEX.map(number);
const plus = (a, b) => [a[0] + b[0], a[1] + b[1]];
const minus = (a, b) => [a[0] - b[0], a[1] - b[1]];
const times = (share, a) => [share * a[0], share * a[1]];
const dot = (a, b) => a[0] * b[0] + a[1] * b[1];
const largest = (a) => Math.max(Math.abs(a[0]), Math.abs(a[1]));
const same = (a, b) => a[0] === b[0] && a[1] === b[1];
const trace = ([mm, , bb]) => mm + bb;
const applied = ([mm, mb, bb], [m, b]) => [mm * m + mb * b, mb * m + bb * b];

/** Return the eigenvalues of a symmetric matrix, ascending, and their unit vectors. */
const eigen = ([mm, mb, bb]) => {
  const middle = (mm + bb) / 2;
  const half = (mm - bb) / 2;
  const radius = Math.hypot(half, mb);
  const large = middle + radius;
  // The small one as a product loses no digits where the matrix is nearly singular.
  const small = large > 0 ? ((mm / large) * bb - (mb / large) * mb) : middle - radius;
  const angle = Math.atan2(mb, half) / 2;
  const across = [Math.cos(angle), Math.sin(angle)];
  return { values: [small, large], vectors: [[-across[1], across[0]], across] };
};

/** Return n evenly spaced numbers from low to high, both included, shape (n,). */
const linspace = (low, high, n) => {
  const step = (high - low) / (n - 1);
  const found = Float64Array.from({ length: n }, (_, place) => place * step + low);
  if (n > 1) found[n - 1] = high;
  return found;
};

// Of long arrays, which Math.min cannot take as its arguments.
const least = (values) => values.reduce((a, b) => Math.min(a, b));
const most = (values) => values.reduce((a, b) => Math.max(a, b));
const total = (values) => values.reduce((sum, value) => sum + value, 0);

/** Return the places of values in their ascending order; equal ones stay as they are. */
const ascending = (values, places = values.keys()) =>
  Int32Array.from(places).sort((i, j) => values[i] - values[j]);

const running = (values) => {
  let sum = 0;
  return values.map((value) => (sum += value));
};

/** Return the first place at which ascending values are no less than one that is wanted. */
const firstFrom = (values, wanted) => {
  const place = values.findIndex((value) => value >= wanted);
  return place < 0 ? values.length : place;
};

// Numbers as Python writes them.

/** Return a number rounded to so many digits, in exponential form; halves go to even digits. */
const roundedTo = (value, digits) => {
  const found = value.toExponential(digits - 1);
  const rest = value.toExponential(99).replace(/e.*/, "").replace(/[-.]/g, "").slice(digits);
  if (!/^50*$/.test(rest)) return found;
  const [mantissa] = found.split("e");
  const odd = Number(mantissa.at(-1)) % 2 === 1;
  // JavaScript rounds halves away from zero: the exact digits, cut off, are the even choice.
  return odd ? cutOff(value, digits) : found;
};

const cutOff = (value, digits) => {
  const [mantissa, exponent] = value.toExponential(99).split("e");
  const length = digits + (digits > 1 ? 1 : 0) + (value < 0 ? 1 : 0);
  return `${mantissa.slice(0, length)}e${exponent}`;
};

const raised = (mantissa, exponent) => {
  const size = String(Math.abs(exponent)).padStart(2, "0");
  return `${mantissa}e${exponent < 0 ? "-" : "+"}${size}`;
};

const notFinite = (value) => (Number.isNaN(value) ? "nan" : value > 0 ? "inf" : "-inf");

/**
 * Return a number in so many digits at most, as Python's format "g" does.
 * @param {number} value
 * @param {number} [digits]
 * @returns {string}
 */
export const general = (value, digits = 6) => {
  if (!Number.isFinite(value)) return notFinite(value);
  if (value === 0) return Object.is(value, -0) ? "-0" : "0";
  const [mantissa, power] = roundedTo(value, digits).split("e");
  const exponent = Number(power);
  if (exponent >= -4 && exponent < digits) return String(Number(`${mantissa}e${exponent}`));
  return raised(String(Number(mantissa)), exponent);
};

/**
 * Return the shortest text that is read as this number, as Python's repr but without ".0".
 * @param {number} value
 * @returns {string}
 */
export const short = (value) => {
  if (!Number.isFinite(value)) return notFinite(value);
  const [mantissa, power] = value.toExponential().split("e");
  const exponent = Number(power);
  if (value === 0 || (exponent >= -4 && exponent < 16)) return String(value);
  return raised(mantissa, exponent);
};

const toEven = (value) => {
  const rounded = Math.round(value);
  return rounded - value === 0.5 && rounded % 2 !== 0 ? rounded - 1 : rounded;
};

const percent = (share) => `${toEven(100 * share)}%`;

const grouped = (value) =>
  Number.isFinite(value)
    ? String(BigInt(toEven(value))).replace(/\B(?=(\d{3})+$)/g, ",")
    : notFinite(value);

// Data.

/**
 * Return the moments of points; all weights are alike if there are none.
 * @param {ArrayLike<number>} x  Shape (n,), finite.
 * @param {ArrayLike<number>} y  Shape (n,), finite.
 * @param {ArrayLike<number>|null} [weights]  Shape (n,), more than 0.
 * @returns {Moments}
 */
export const momentsOf = (x, y, weights = null) => {
  const n = x.length;
  const weightOf = (i) => (weights === null ? 1 : weights[i]);
  let [mass, u, v] = [0, 0, 0];
  for (let i = 0; i < n; i += 1) {
    // Distances from the first point are exactly 0 where all are equal.
    mass += weightOf(i);
    u += weightOf(i) * (x[i] - x[0]);
    v += weightOf(i) * (y[i] - y[0]);
  }
  const [meanX, meanY] = [x[0] + u / mass, y[0] + v / mass];
  let [sxx, sxy, syy] = [0, 0, 0];
  for (let i = 0; i < n; i += 1) {
    const [dx, dy, weight] = [x[i] - meanX, y[i] - meanY, weightOf(i)];
    sxx += weight * dx * dx;
    sxy += weight * dx * dy;
    syy += weight * dy * dy;
  }
  const weight = weights === null ? null : mass;
  return { n, mean_x: meanX, mean_y: meanY, sxx, sxy, syy, weight };
};

const massOf = (moments) => moments.weight ?? moments.n;
const degenerate = (moments) => moments.sxx === 0;

/** Return the shortest of the many params that reach a height where all x are equal. */
const shortest = (x, height) => times(height / (1 + x * x), [x, 1]);

/** Return the params of least squares; the shortest such if all x are equal. */
const leastSquares = (moments) => {
  if (degenerate(moments)) return shortest(moments.mean_x, moments.mean_y);
  const slope = moments.sxy / moments.sxx;
  return [slope, moments.mean_y - slope * moments.mean_x];
};

const leastSquare = (moments) => {
  if (degenerate(moments)) return moments.syy / massOf(moments);
  const explained = moments.sxy * (moments.sxy / moments.sxx);
  return Math.max(0, moments.syy - explained) / massOf(moments);
};

// Coordinates.

/** @type {Scaling} */
export const PLAIN = Object.freeze({ centre: 0, spread: 1 });

/**
 * Return the coordinates in which x has mean 0 and variance 1; of equal x, mean 0 alone.
 * @param {Data} data
 * @returns {Scaling}
 */
export const zScored = ({ moments }) => ({
  centre: moments.mean_x,
  spread: Math.sqrt(moments.sxx / massOf(moments)) || 1,
});

/**
 * @param {Scaling} scaling
 * @returns {boolean}  Whether z is x.
 */
export const isPlain = ({ centre, spread }) => centre === 0 && spread === 1;

/**
 * Return params, or steps, of x as those of z.
 * @param {Scaling} scaling
 * @param {Pair} params
 * @returns {Pair}
 */
export const scaledTo = ({ centre, spread }, [m, b]) => [m * spread, b + m * centre];

/**
 * Return params, or steps, of z as those of x.
 * @param {Scaling} scaling
 * @param {Pair} params
 * @returns {Pair}
 */
export const scaledBack = ({ centre, spread }, [m, b]) => [m / spread, b - (m / spread) * centre];

/**
 * Return a gradient by params of x as that by params of z.
 * @param {Scaling} scaling
 * @param {Pair} gradient
 * @returns {Pair}
 */
export const gradientTo = ({ centre, spread }, [m, b]) => [(m - b * centre) / spread, b];

/**
 * Return a gradient by params of z as that by params of x.
 * @param {Scaling} scaling
 * @param {Pair} gradient
 * @returns {Pair}
 */
export const gradientBack = ({ centre, spread }, [m, b]) => [m * spread + b * centre, b];

/**
 * Return pairs turned by one of the four functions above.
 * @param {Function} turn
 * @param {Scaling} scaling
 * @param {Float64Array} pairs  Shape (n, 2), flat.
 * @returns {Float64Array}  Likewise.
 */
export const turnedAll = (turn, scaling, pairs) => {
  const found = new Float64Array(pairs.length);
  for (let i = 0; i < pairs.length; i += 2) {
    found.set(turn(scaling, [pairs[i], pairs[i + 1]]), i);
  }
  return found;
};

/**
 * Return the same loss as a function of the params of z.
 * @param {Objective} objective
 * @param {Scaling} scaling
 * @returns {Objective}
 */
export const inCoordinates = (objective, scaling) => {
  if (isPlain(scaling)) return objective;
  const { centre, spread } = scaling;
  const back = (m, b) => scaledBack(scaling, [m, b]);
  const turned = ([mm, mb, bb]) => {
    const [along, down] = [1 / spread, -centre / spread];
    const [first, second] = [along * mm + down * mb, along * mb + down * bb];
    return [first * along + second * down, second, bb];
  };
  const { hessian, steepest, optimum } = objective;
  return withShapes({
    ...objective,
    value: (m, b) => objective.value(...back(m, b)),
    gradient: (m, b) => gradientTo(scaling, objective.gradient(...back(m, b))),
    hessian: hessian && ((m, b) => turned(hessian(...back(m, b)))),
    steepest: steepest && turned(steepest),
    optimum: optimum && scaledTo(scaling, optimum),
    extents: (height, directions) =>
      objective.extents(
        height,
        directions.map(([m, b]) => [m * spread + b * centre, b]),
      ),
    sheared: (ms, bs, shifts) => {
      const slopes = Float64Array.from(ms, (m) => m / spread);
      return objective.sheared(
        slopes,
        bs,
        slopes.map((slope, j) => shifts[j] - slope * centre),
      );
    },
    batchGradient: (rows, m, b) =>
      gradientTo(scaling, objective.batchGradient(rows, ...back(m, b))),
    predict: (x, m, b) => objective.predict(x, ...back(m, b)),
  });
};

// What is minimised.

/**
 * A loss over the (m, b) plane.
 * @typedef {object} Objective
 * @property {string} label  What it is called in a picture.
 * @property {(m: number, b: number) => number} value
 * @property {(m: number, b: number) => Pair} gradient  Where the loss has a kink, a subgradient.
 * @property {((m: number, b: number) => Symmetric)|null} hessian  None for a loss of straight
 *   pieces.
 * @property {Symmetric|null} steepest  What no Hessian anywhere exceeds.
 * @property {Pair|null} optimum  None if the loss falls for ever.
 * @property {number} minimum  The loss there, or what it falls toward.
 * @property {boolean} unique  Whether there is one optimum only.
 * @property {(height: number, directions: Pair[]) => number[]} extents  How far the lines whose
 *   loss exceeds the minimum by at most the height lie from the optimum along each direction.
 * @property {(ms: Float64Array, bs: Float64Array, shifts: Float64Array) => Float64Array} sheared
 *   Losses (B, M), flat, at slopes (M,) and intercepts (B,) plus the slopes' shifts (M,).
 * @property {(ms: Float64Array, bs: Float64Array) => Float64Array} grid  The same without shifts.
 * @property {(height: number) => Pair} reach  Half-widths of all lines no worse than the height.
 * @property {(rows: ArrayLike<number>, m: number, b: number) => Pair} batchGradient  The gradient
 *   of the mean loss of the points of some numbers (k,).
 * @property {number} points  Points that a batch is drawn from.
 * @property {number} evaluated  Points that each value is summed from; 0 where moments suffice.
 * @property {number} cost  Nanoseconds, more or less, that each of these takes on a grid.
 * @property {(x: number, m: number, b: number) => number} predict
 * @property {boolean} curved  Whether that is a curve over x.
 * @property {boolean} quadratic  Whether the loss is a quadratic function of the params.
 */

/** Add what follows from the rest of an objective. */
const withShapes = (objective) => ({
  ...objective,
  reach: (height) => objective.extents(height, [[1, 0], [0, 1]]),
  grid: (ms, bs) => objective.sheared(ms, bs, new Float64Array(ms.length)),
});

/** Return the losses (B, M) of a function of m and b, flat. */
const sampled = (value) => (ms, bs, shifts) => {
  const losses = new Float64Array(bs.length * ms.length);
  for (let i = 0; i < bs.length; i += 1) {
    for (let j = 0; j < ms.length; j += 1) {
      losses[i * ms.length + j] = value(ms[j], bs[i] + shifts[j]);
    }
  }
  return losses;
};

const line = (x, m, b) => m * x + b;

// The mean squared error, which moments determine.

const squaresLabel = (l1, l2) => {
  if (!l1 && !l2) return "MSE";
  return `MSE + ${l1 && l2 ? "elastic net" : l1 ? "lasso" : "ridge"}`;
};

const penalised = (moments, l1, l2) => {
  if (!l1 && !l2) return leastSquares(moments);
  const [spread, product] = [moments.sxx / massOf(moments), moments.sxy / massOf(moments)];
  const size = Math.max(0, Math.abs(product) - l1 / 2);
  const slope = size ? (Math.sign(product) * size) / (spread + l2) : 0;
  return [slope, moments.mean_y - slope * moments.mean_x];
};

const squares = ({ l1, l2 }, data) => {
  const { moments } = data;
  const { mean_x: meanX, mean_y: meanY, sxx, sxy } = moments;
  const variance = sxx / massOf(moments);
  const spread = Math.sqrt(variance);
  const best = degenerate(moments) ? 0 : sxy / sxx;
  const smallest = leastSquare(moments);
  const optimum = penalised(moments, l1, l2);
  const hessian = [2 * (variance + meanX * meanX) + 2 * l2, 2 * meanX, 2];
  const pull = (m) => l1 * Math.sign(m) + 2 * l2 * m;
  const value = (m, b) => {
    const tilt = spread * (m - best);
    const offset = m * meanX - meanY + b;
    return tilt * tilt + offset * offset + smallest + (l1 * Math.abs(m) + l2 * m * m);
  };
  return withShapes({
    label: squaresLabel(l1, l2),
    value,
    gradient: (m, b) => {
      const offset = m * meanX - meanY + b;
      return [2 * (variance * (m - best) + meanX * offset) + pull(m), 2 * offset];
    },
    hessian: () => hessian,
    steepest: hessian,
    optimum,
    minimum: l1 || l2 ? value(...optimum) : smallest,
    unique: !degenerate(moments) || l1 > 0 || l2 > 0,
    extents: (height, directions) => squareExtents(moments, optimum[0], l1, l2, height, directions),
    sheared: sampled(value),
    batchGradient: (rows, m, b) => {
      const { x, y, weights } = data;
      let [mass, bySlope, byIntercept] = [0, 0, 0];
      for (const row of rows) {
        const weight = weights ? weights[row] : 1;
        const residual = weight * (m * x[row] + b - y[row]);
        mass += weight;
        bySlope += residual * x[row];
        byIntercept += residual;
      }
      return [2 * (bySlope / mass) + pull(m), 2 * (byIntercept / mass)];
    },
    points: data.x ? data.x.length : 0,
    evaluated: 0,
    cost: 0,
    predict: line,
    curved: false,
  });
};

/** Return how far lines extend that are no worse than a height, as in the closed form. */
const squareExtents = (moments, best, l1, l2, height, directions) => {
  const curve = moments.sxx / massOf(moments) + l2;
  const root = Math.sqrt(height);
  return directions.map(([m, b]) => {
    const along = [m - b * moments.mean_x, b];
    if (curve === 0 && l1 === 0) return along[0] === 0 ? root * Math.abs(b) : Infinity;
    // The outline is an ellipse.
    if (l1 === 0) return root * Math.hypot(along[0] / Math.sqrt(curve), b);
    const pull = 2 * (curve * best - moments.sxy / massOf(moments));
    return kinkedExtent(along, { curve, pull, best, l1, height });
  });
};

const kinkedExtent = (along, { curve, pull, best, l1, height }) => {
  const excess = (u) => (curve * u + pull) * u + l1 * (Math.abs(best + u) - Math.abs(best));
  // The slope's kink, and where on either side of it the outline turns.
  const turns = [-1, 1].flatMap((sign) => {
    const level = height - l1 * (sign * best - Math.abs(best));
    return outlineTurns(along, curve, pull + sign * l1, level);
  });
  const allowance = 1e-12 * height + 1e-15 * l1 * Math.abs(best);
  const reached = [-best, ...turns].map((u) => {
    const rest = height - excess(u);
    // What lies on the outline itself may be outside by rounding.
    if (!(rest >= -allowance)) return 0;
    return Math.abs(along[0] * u) + Math.abs(along[1]) * Math.sqrt(Math.max(rest, 0));
  });
  return Math.max(0, ...reached);
};

/** Return u where curve u^2 + pull u + v^2 = height is farthest along a direction. */
const outlineTurns = (along, curve, pull, height) => {
  const [first, second] = [along[0] * along[0], along[1] * along[1]];
  if (curve === 0) return [height / pull - (second * pull) / first / 4];
  const whole = first + curve * second;
  const centre = -pull / (2 * curve);
  const radius = Math.sqrt(Math.max(0, height + curve * centre * centre));
  const away = radius * Math.sqrt(first / curve / whole);
  // Of the two, the one near 0 would be a difference of large numbers; their product is none.
  const large = centre < 0 || Object.is(centre, -0) ? centre - away : centre + away;
  const product = ((second * pull * pull) / 4 - first * height) / (curve * whole);
  return [large, product / large];
};

// Losses of one point as functions of one number t.

// A float64 knows no difference to a straight line beyond.
const BEND = 20;
const MOST_EXCESS = 2 * Math.sinh(BEND / 2) ** 2;

/** Straight lines of slopes low left and high right of 0. */
const tilted = (low, high) => ({
  value: (t) => Math.max(high * t, low * t),
  slope: (t) => (t > 0 ? high : t < 0 ? low : 0),
  curvature: null,
  steepest: null,
  low,
  high,
  kinked: true,
});

/** A parabola as far as delta, and its tangents beyond. */
const huberCurve = (delta) => {
  const clipped = (t) => (t > delta ? delta : t < -delta ? -delta : t);
  return {
    value: (t) => {
      const inside = clipped(t);
      return inside * (t - inside / 2);
    },
    slope: clipped,
    curvature: (t) => (Math.abs(t) <= delta ? 1 : 0),
    steepest: 1,
    kinked: true,
  };
};

const LOG_COSH = {
  value: (t) => {
    const size = Math.abs(t);
    const near = Math.min(size, BEND);
    // Beyond, it is straight; near 0 it is some t^2 / 2 with all its digits.
    return Math.log1p(2 * Math.sinh(near / 2) ** 2) + (size - near);
  },
  slope: Math.tanh,
  curvature: (t) => Math.cosh(Math.min(Math.abs(t), 300)) ** -2,
  steepest: 1,
  kinked: false,
  // The loss is log(1 + excess) + rest, the excess of exp(t / 2) and exp(-t / 2).
  logs: {
    half: 0.5,
    excess: (up, down) => Math.min(((up - down) * (up - down)) / 2, MOST_EXCESS),
    rest: (t) => Math.max(Math.abs(t) - BEND, 0),
  },
};

const SOFTPLUS = {
  value: (t) => Math.max(t, 0) + Math.log1p(Math.exp(-Math.abs(t))),
  slope: (t) => sigmoid(t),
  curvature: (t) => {
    const small = Math.exp(-Math.abs(t));
    return small / (1 + small) ** 2;
  },
  steepest: 0.25,
  kinked: false,
  // The same, of exp(t) and exp(-t).
  logs: { half: 1, excess: Math.min, rest: (t) => Math.max(t, 0) },
};

/** Return the probability of log odds. */
const sigmoid = (t) => {
  const small = Math.exp(-Math.abs(t));
  return (t >= 0 ? 1 : small) / (1 + small);
};

// Losses that are means over the points of such a curve, of t = offset + across m + sign b. The
// terms {offset, across, sign, shares} have shape (n,); shares is null where all count alike.

const meanValue = (curve, { offset, across, sign, shares }, m, b) => {
  const { value } = curve;
  let sum = 0;
  for (let i = 0; i < offset.length; i += 1) {
    const loss = value(offset[i] + m * across[i] + b * sign[i]);
    sum += shares ? shares[i] * loss : loss;
  }
  return shares ? sum : sum / offset.length;
};

// An exponent up to which a power is no more infinite, or 0, than its products with others are.
const MOST_EXPONENT = 340;
// An excess, of e^20 at most, still multiplies it to less than what a float64 can hold.
const LARGE = 1e250;

/** Return losses (B, M), flat, of a curve that is a logarithm, by few powers and logarithms. */
const sampledLogs = ({ half, excess, rest }, terms) => (ms, bs, shifts) => {
  const { offset, across, sign, shares } = terms;
  const losses = new Float64Array(bs.length * ms.length);
  const centre = (bs[0] + bs[bs.length - 1]) / 2;
  const factors = half * Math.abs(bs[0] - centre) < MOST_EXPONENT;
  for (let j = 0; j < ms.length; j += 1) {
    // With distances d, t is sign (d + b - centre), and the excess is the same for t and -t.
    const d = offset.map((value, k) => sign[k] * (value + ms[j] * across[k]) + shifts[j] + centre);
    const ups = d.map((value) => Math.exp(half * value));
    const downs = d.map((value) => Math.exp(-half * value));
    for (let i = 0; i < bs.length; i += 1) {
      const b = bs[i] - centre;
      const [up, down] = [Math.exp(half * b), Math.exp(-half * b)];
      let [sum, product] = [0, 0];
      for (let k = 0; k < d.length; k += 1) {
        const t = d[k] + b;
        const more = factors
          ? excess(up * ups[k], down * downs[k])
          : excess(Math.exp(half * t), Math.exp(-half * t));
        if (shares) {
          sum += shares[k] * (rest(sign[k] * t) + Math.log1p(more));
        } else {
          // What a product of several 1 + excess exceeds 1 by keeps all digits of a small one.
          product += more + product * more;
          sum += rest(sign[k] * t);
        }
        if (product > LARGE) {
          sum += Math.log1p(product);
          product = 0;
        }
      }
      losses[i * ms.length + j] = (sum + Math.log1p(product)) / (shares ? 1 : d.length);
    }
  }
  return losses;
};

/** Return the gradient of the mean loss of all points, or of those of some numbers. */
const meanGradient = (curve, { offset, across, sign, shares }, m, b, rows = null) => {
  const { slope } = curve;
  const count = rows ? rows.length : offset.length;
  let [mass, byM, byB] = [0, 0, 0];
  for (let place = 0; place < count; place += 1) {
    const i = rows ? rows[place] : place;
    const share = shares ? shares[i] : 1;
    const rise = share * slope(offset[i] + m * across[i] + b * sign[i]);
    mass += share;
    byM += rise * across[i];
    byB += rise * sign[i];
  }
  const whole = rows || !shares ? mass : 1;
  return [byM / whole, byB / whole];
};

const meanHessian = (curvature, { offset, across, sign, shares }, m, b) => {
  let [mm, mb, bb] = [0, 0, 0];
  for (let i = 0; i < offset.length; i += 1) {
    const t = offset[i] + m * across[i] + b * sign[i];
    const bend = curvature(t) * (shares ? shares[i] : 1);
    mm += bend * across[i] * across[i];
    mb += bend * across[i] * sign[i];
    bb += bend;
  }
  const whole = shares ? 1 : offset.length;
  return [mm / whole, mb / whole, bb / whole];
};

/** Return the terms by params of z-scored x: residuals, or log odds of the wrong guess. */
const residualTerms = (data) => termsOf(data, (z, y) => [y, -z, -1]);
const oddsTerms = (data) => termsOf(data, (z, y) => [0, (1 - 2 * y) * z, 1 - 2 * y]);

const termsOf = ({ x, y, weights, moments }, termOf) => {
  const { centre, spread } = zScored({ moments });
  const terms = Array.from(x, (value, i) => termOf((value - centre) / spread, y[i]));
  const column = (number) => Float64Array.from(terms, (term) => term[number]);
  const mass = weights ? total(weights) : 1;
  const shares = weights ? Float64Array.from(weights, (weight) => weight / mass) : null;
  return { offset: column(0), across: column(1), sign: column(2), shares };
};

/**
 * Return a mean loss as an objective. It is computed in coordinates in which x has mean 0 and
 * variance 1, so that neither place nor unit of x costs digits; the optimum is given in these.
 */
const summed = (label, curve, terms, data, { optimum, unique, minimum = 0, curved = false }) => {
  const scaling = zScored(data);
  const { value, gradient, hessian, steepest } = smooth(curve, terms);
  const lowestAt = shortestOf(optimum, scaling, data);
  const floor = lowestAt ? value(...lowestAt) : minimum;
  const standard = withShapes({
    label,
    value,
    gradient,
    hessian,
    steepest,
    optimum: lowestAt,
    minimum: floor,
    unique,
    extents: (height, directions) => {
      if (height <= 0) return directions.map(() => 0);
      if (!lowestAt) return directions.map((along) => (largest(along) > 0 ? Infinity : 0));
      const size = curve.steepest === null ? height : Math.sqrt((2 * height) / curve.steepest);
      const hollow = { value, gradient, centre: lowestAt, level: floor + height };
      return extents(hollow, directions, size);
    },
    sheared: curve.logs ? sampledLogs(curve.logs, terms) : sampled(value),
    batchGradient: (rows, m, b) => meanGradient(curve, terms, m, b, rows),
    points: terms.offset.length,
    evaluated: terms.offset.length,
    cost: costOf(curve, terms),
    predict: (x, m, b) => {
      const height = line(x, ...scaledBack(scaling, [m, b]));
      return curved ? sigmoid(height) : height;
    },
    curved,
  });
  return inCoordinates(standard, {
    centre: -scaling.centre / scaling.spread,
    spread: 1 / scaling.spread,
  });
};

const costOf = ({ logs }, { shares }) => (logs ? (shares ? 25 : 8) : 2);

/** Return the shortest of many optima in the coordinates that are shown, where all x are equal. */
const shortestOf = (optimum, scaling, { moments }) =>
  optimum && degenerate(moments)
    ? scaledTo(scaling, shortest(scaling.centre, optimum[1]))
    : optimum;

/** Return a mean loss as a function to find the lowest place of. */
const smooth = (curve, terms) => ({
  value: (m, b) => meanValue(curve, terms, m, b),
  gradient: (m, b) => meanGradient(curve, terms, m, b),
  hessian: curve.curvature && ((m, b) => meanHessian(curve.curvature, terms, m, b)),
  steepest: curve.curvature && meanHessian(() => curve.steepest, terms, 0, 0),
});

const onResiduals = (label, curve, data) => {
  const terms = residualTerms(data);
  const found = curve.curvature ? bottom(curve, terms, data) : corner(curve, terms);
  return summed(label, curve, terms, data, found);
};

/** Return where a loss of straight pieces is least, and whether only there. */
const corner = ({ low, high }, terms) => {
  const n = terms.offset.length;
  const shares = terms.shares ?? new Float64Array(n).fill(1 / n);
  const loss = { u: terms.across.map((value) => -value), y: terms.offset, shares, low, high };
  if (loss.u.every((value) => value === loss.u[0])) {
    const [from, to] = quantileRange(loss, loss.y);
    return { optimum: [0, Math.min(Math.max(0, from), to)], unique: false };
  }
  return lowestCorner(loss);
};

/** Return where a loss with a curvature is least, and whether only there. */
const bottom = (curve, terms, data) => {
  const { moments } = data;
  const loss = smooth(curve, terms);
  const square = degenerate(moments)
    ? [0, moments.mean_y]
    : scaledTo(zScored(data), leastSquares(moments));
  // Where most residuals are on the straight parts, the least absolute error is closer.
  const absolute = corner(tilted(-1, 1), terms).optimum;
  const start = loss.value(...absolute) < loss.value(...square) ? absolute : square;
  const optimum = lowest(loss, start);
  const bent = !curve.kinked || isBent(loss, optimum);
  return { optimum, unique: bent && !degenerate(moments) };
};

const logistic = (data) => {
  const other = data.y.find((value) => value !== 0 && value !== 1);
  if (other !== undefined) {
    throw new InputError(`the logistic loss needs 0 or 1 in every row, found ${general(other)}`);
  }
  const terms = oddsTerms(data);
  const minimum = fallsTo(data);
  const optimum = minimum === null ? lowest(smooth(SOFTPLUS, terms), ORIGIN) : null;
  const unique = optimum !== null && !degenerate(data.moments);
  return summed("log loss", SOFTPLUS, terms, data, { optimum, unique, minimum, curved: true });
};

/** Return what the logistic loss falls toward if it does so for ever, else null. */
const fallsTo = (data) => {
  const { x, y } = data;
  const sides = [0, 1].map((wanted) => x.filter((_, i) => y[i] === wanted));
  if (sides.some((side) => side.length === 0)) return 0;
  if (x.every((value) => value === x[0])) return null;
  const [zeros, ones] = sides.map((side) => [least(side), most(side)]);
  for (const [low, high] of [[zeros, ones], [ones, zeros]]) {
    if (low[1] < high[0]) return 0;
    if (low[1] === high[0]) return entropy(data, low[1]);
  }
  return null;
};

/** Return the least log loss of the points at the x where 0 and 1 are mixed, as a share of all. */
const entropy = ({ x, y, weights }, edge) => {
  const weightOf = (i) => (weights ? weights[i] : 1);
  const mixed = [0, 0];
  let all = 0;
  for (let i = 0; i < x.length; i += 1) {
    all += weightOf(i);
    if (x[i] === edge) mixed[y[i]] += weightOf(i);
  }
  const both = mixed[0] + mixed[1];
  return -total(mixed.map((count) => count * Math.log(count / both))) / all;
};

export const LOSSES = {
  mse: { defaults: { l1: 0, l2: 0 }, closed: true, on: squares },
  mae: { defaults: {}, on: (_keys, data) => onResiduals("MAE", tilted(-1, 1), data) },
  huber: {
    defaults: { delta: 1 },
    on: ({ delta }, data) => onResiduals("Huber", huberCurve(delta), data),
  },
  "log-cosh": { defaults: {}, on: (_keys, data) => onResiduals("log-cosh", LOG_COSH, data) },
  quantile: {
    defaults: { q: 0.5 },
    on: ({ q }, data) => onResiduals(`quantile ${general(q)}`, tilted(q - 1, q), data),
  },
  logistic: { defaults: {}, on: (_keys, data) => logistic(data) },
};

/** Return an entry of a table, all its keys, and how it is written. */
const chosen = (table, name, given, kind) => {
  const entry = Object.hasOwn(table, name) ? table[name] : undefined;
  if (!entry) throw new InputError(`unknown ${kind} ${name}`);
  const unknown = Object.keys(given).find((key) => !Object.hasOwn(entry.defaults, key));
  if (unknown) throw new InputError(`${name} has no key ${unknown}`);
  const keys = { ...entry.defaults, ...given };
  const own = Object.entries(keys).filter(([key, value]) => value !== entry.defaults[key]);
  return { entry, keys, spec: { name, keys: own } };
};

/**
 * Return a loss on data.
 * @param {{name: string, keys?: Object<string, number>}} loss
 * @param {Data} data
 * @returns {Objective}
 */
export const makeObjective = ({ name, keys: given = {} }, data) => {
  const { entry, keys } = chosen(LOSSES, name, given, "loss");
  if (!entry.closed && !data.complete) {
    throw new InputError(`${name} is computed from all points, and not all of them are here`);
  }
  return { ...entry.on(keys, data), quadratic: name === "mse" && !keys.l1 };
};

// Nanoseconds that a grid of a loss may take while someone waits.
const PATIENCE = 150e6;
const COARSEST = 40;

/**
 * Return how fine a grid of an objective can be and still be drawn while someone waits.
 * @param {Objective} objective
 * @param {number} grid  Samples along each axis that are wished for.
 * @returns {number}  So many, or fewer.
 */
export const affordableGrid = ({ evaluated, cost }, grid) => {
  const affordable = Math.floor(Math.sqrt(PATIENCE / Math.max(1, evaluated * cost)));
  return Math.min(grid, Math.max(COARSEST, affordable));
};

// The lowest place of a smooth convex loss, by Newton's method.

// A curvature of less than this share of the steepest one is none.
const FLAT = 1e-13;
const ROUNDING = 1e-14;
// Share of the steepest curvature that is added where there is none.
const SOFT = 1e-6;

const lowest = (loss, start) => {
  let params = start;
  for (let step = 0; step < 200; step += 1) {
    const following = lower(loss, params);
    if (!following) break;
    params = following;
  }
  return params;
};

/** Return a lower place by a step of Newton's, or else of the bound's, which descends always. */
const lower = (loss, params) => {
  const gradient = loss.gradient(...params);
  const along = (bend) => descended(loss, params, gradient, solved(gradient, bend, loss.steepest));
  return along(bendOf(loss, params)) ?? along(loss.steepest);
};

/**
 * Return the Hessian; where the loss is straight some way, with a little more: the step then leads
 * far along that way, and is halved, instead of leaving it out.
 */
const bendOf = (loss, params) => {
  const bend = loss.hessian(...params);
  if (isBent(loss, params)) return bend;
  return bend.map((entry, place) => entry + SOFT * loss.steepest[place]);
};

/** Return the step to where a parabola of this gradient and curvature is least. */
const solved = (gradient, bend, steepest) => {
  const { values, vectors } = eigen(bend);
  const usable = FLAT * trace(steepest);
  const parts = each((k) =>
    values[k] > usable ? times(-dot(vectors[k], gradient) / values[k], vectors[k]) : ORIGIN,
  );
  return plus(...parts);
};

const descended = (loss, params, gradient, step) => {
  const before = loss.value(...params);
  const falls = dot(gradient, step);
  if (!(falls < 0)) return null;
  for (let share = 1; share > 2 ** -40; share /= 2) {
    const following = plus(params, times(share, step));
    const after = loss.value(...following);
    if (after <= before + 1e-4 * share * falls && after < before) return following;
    // So close that the values are equal but for rounding, the gradient knows more.
    if (after <= before + ROUNDING * Math.abs(before)) {
      const flatter = Math.hypot(...loss.gradient(...following)) < Math.hypot(...gradient) / 2;
      return flatter ? following : null;
    }
  }
  return null;
};

const isBent = (loss, params) =>
  eigen(loss.hessian(...params)).values[0] > FLAT * trace(loss.steepest);

// The lowest place of a loss of straight pieces, which is one of its corners: the mean over points
// of max(high t, low t) with t = y - m u - b. About a point that the line passes through it turns
// to where the loss is least, until no turn descends (Bloomfield and Steiger, 1983).

const MOST_TURNS = 1000;
const LEVEL = 1e-12;

const lowestCorner = (loss) => {
  const { u, y, low, high } = loss;
  let params = firstLine(loss);
  let value = kinkedMean(loss, params);
  for (let turn = 0; turn < MOST_TURNS; turn += 1) {
    const [m, b] = params;
    const t = y.map((height, i) => height - m * u[i] - b);
    const onLine = Array.from(t.keys()).filter((i) => {
      const size = Math.abs(y[i]) + Math.abs(m * u[i]) + Math.abs(b);
      return Math.abs(t[i]) <= ROUNDING * size;
    });
    const turns = turnsAbout(loss, t, onLine);
    const steepest = turns.reduce((best, one) => (one.rise < best.rise ? one : best));
    const allowance = LEVEL * (high - low);
    if (steepest.rise >= -allowance) {
      return { optimum: params, unique: turns.every(({ rise }) => rise > allowance) };
    }
    const following = turnedLine(loss, t, steepest.pivot);
    const lowered = kinkedMean(loss, following);
    if (!(lowered < value)) break;
    [params, value] = [following, lowered];
  }
  return { optimum: params, unique: true };
};

/** Return from where to where an intercept is best for values y - m u (n,). */
const quantileRange = ({ shares, low, high }, values) => {
  const order = ascending(values);
  const below = running(Float64Array.from(order, (i) => shares[i]));
  const wanted = (high / (high - low)) * below.at(-1);
  const place = firstFrom(below, wanted * (1 - LEVEL));
  // Where so many are below that it makes no difference, the next one is as good.
  const level = below[place] <= wanted * (1 + LEVEL);
  const last = level ? Math.min(place + 1, values.length - 1) : place;
  return [values[order[place]], values[order[last]]];
};

const firstLine = (loss) => {
  const { u, y, shares } = loss;
  const mass = total(shares);
  const mean = (column) => total(column.map((value, i) => value * shares[i])) / mass;
  const [meanU, meanY] = [mean(u), mean(y)];
  const across = u.map((value) => value - meanU);
  const spread = total(across.map((value, i) => shares[i] * value * value));
  const product = total(across.map((value, i) => shares[i] * value * (y[i] - meanY)));
  const slope = spread > 0 ? product / spread : 0;
  const [intercept] = quantileRange(loss, y.map((value, i) => value - slope * u[i]));
  return [slope, intercept];
};

/** Return turns about points that the line passes, and how much the loss rises by them. */
const turnsAbout = ({ u, shares, low, high }, t, onLine) => {
  const passed = new Set(onLine);
  let [bySlope, byIntercept] = [0, 0];
  t.forEach((distance, i) => {
    if (passed.has(i)) return;
    const slope = (distance > 0 ? high : low) * shares[i];
    bySlope -= slope * u[i];
    byIntercept -= slope;
  });
  const rows = [...onLine].sort((i, j) => u[i] - u[j] || Math.abs(t[i]) - Math.abs(t[j]));
  const pivots = rows.filter((row, k) => k === 0 || u[row] > u[rows[k - 1]]);
  const rises = pivots.map((pivot) => {
    const at = u[pivot];
    // Distances to the points on the line that are to the left and to the right.
    const far = (side) => total(rows.map((i) => shares[i] * Math.max(0, side * (u[i] - at))));
    const [left, right] = [far(-1), far(1)];
    const turning = bySlope - at * byIntercept;
    const scale = 1 + Math.abs(at);
    const up = (turning - low * right + high * left) / scale;
    const down = (-turning + high * right - low * left) / scale;
    return [up, down];
  });
  // Of turns that are as good, one up comes first.
  return INDEX.flatMap((way) => pivots.map((pivot, k) => ({ pivot, rise: rises[k][way] })));
};

/** Return the best line of those through a point. */
const turnedLine = ({ u, y, shares, low, high }, t, pivot) => {
  const away = u.map((value) => value - u[pivot]);
  const rates = away.map((value, i) => shares[i] * Math.abs(value));
  const turns = t.map((distance, i) => distance / away[i]);
  const side = (sign) => total(rates.filter((_, i) => sign * away[i] > 0));
  // Turned far down, the line is below the points on the right and above those on the left.
  const wanted = (high * side(1) - low * side(-1)) / (high - low);
  const order = ascending(turns, Array.from(turns.keys()).filter((i) => away[i] !== 0));
  const sums = running(Float64Array.from(order, (i) => rates[i]));
  const other = order[Math.min(firstFrom(sums, wanted), order.length - 1)];
  const slope = (y[other] - y[pivot]) / away[other];
  // A level line has slope 0, not -0.
  return [slope + 0, y[pivot] - slope * u[pivot] + 0];
};

const kinkedMean = ({ u, y, shares, low, high }, [m, b]) =>
  total(
    y.map((height, i) => {
      const t = height - m * u[i] - b;
      return shares[i] * Math.max(high * t, low * t);
    }),
  );

// How far the places extend where a convex loss is no higher than a level. Tangents at the outline
// enclose them (Kelley, 1960): the farthest corner that they leave is too far, and where the ray to
// it meets the outline is not too far and gives the next tangent. Tangents are half-planes
// [m, b, distance].

const RAYS = 8;
const MOST_STEPS = 60;
// So many times as far as where the loss is known to rise nothing is looked for, and what comes
// close to that has no bound.
const NO_BOUND = 1e9;
const FAR = 1e-3;
// Shares of a length that make no difference.
const EXACT = 1e-5;
const CLOSE = 1e-7;

/** Return how far a hollow {value, gradient, centre, level} extends along directions. */
const extents = (hollow, directions, size) => {
  const rays = Array.from({ length: RAYS }, (_, k) => {
    const angle = k * ((2 * Math.PI) / RAYS);
    return [Math.cos(angle), Math.sin(angle)];
  });
  const lengths = firstLengths(hollow, rays, size);
  const known = rays.filter((_, k) => Number.isFinite(lengths[k]));
  if (known.length === 0) return directions.map((along) => (largest(along) > 0 ? Infinity : 0));
  const outline = onOutline(hollow, known, lengths.filter(Number.isFinite));
  const bound = NO_BOUND * Math.max(...outline.places.map(largest));
  const box = [[1, 0, bound], [-1, 0, bound], [0, 1, bound], [0, -1, bound]];
  let cuts = [...box, ...outline.cuts];
  return directions.map((direction) => {
    const found = [-1, 1].map((sign) => {
      const { far, tangents } = farthest(hollow, times(sign, direction), cuts, bound);
      cuts = tangents;
      return far;
    });
    return Math.max(0, ...found);
  });
};

/** Return how far a hollow extends along a direction, and more tangents. */
const farthest = (hollow, direction, known, bound) => {
  let [cuts, best] = [known, 0];
  for (let step = 0; step < MOST_STEPS; step += 1) {
    const place = corners(cuts).reduce((a, b) => (dot(b, direction) > dot(a, direction) ? b : a));
    const reach = dot(place, direction);
    if (reach <= 0) break;
    const length = Math.hypot(...place);
    if (length >= bound / 2 && hollow.value(...plus(hollow.centre, place)) <= hollow.level) {
      // As far as is looked, and in a hollow that has no end there.
      best = reach;
      break;
    }
    const touched = onOutline(hollow, [[place[0] / length, place[1] / length]], [length]);
    best = Math.max(best, dot(touched.places[0], direction));
    if (reach - best <= EXACT * reach) break;
    cuts = [...cuts, ...touched.cuts];
  }
  return { far: best < FAR * bound ? best : Infinity, tangents: cuts };
};

/** Return lengths of rays that end outside; infinite where none does. */
const firstLengths = (hollow, rays, size) => {
  const lengths = rays.map(() => size);
  for (let step = 0; step < MOST_STEPS; step += 1) {
    const inside = rays.map((ray, k) => {
      const place = plus(hollow.centre, times(lengths[k], ray));
      return hollow.value(...place) <= hollow.level;
    });
    const stuck = inside.every((within, k) => !within || lengths[k] > NO_BOUND * size);
    if (stuck) return lengths.map((length, k) => (inside[k] ? Infinity : length));
    inside.forEach((within, k) => {
      if (within) lengths[k] *= 8;
    });
  }
  return lengths;
};

/**
 * Return where rays meet the outline, relative to the centre, and the tangents there. From a
 * length outside, Newton's steps on a convex function never lead back inside.
 */
const onOutline = (hollow, rays, from) => {
  const lengths = [...from];
  let touches = [];
  for (let step = 0; step < MOST_STEPS; step += 1) {
    touches = rays.map((ray, k) => touchAt(hollow, ray, lengths[k]));
    if (touches.every(({ over }, k) => over <= CLOSE * lengths[k])) break;
    touches.forEach(({ over }, k) => {
      lengths[k] -= Math.min(over, lengths[k]);
    });
  }
  const cuts = touches.filter(({ steep }) => steep > 0).map(({ cut }) => cut);
  return { places: touches.map(({ place }) => place), cuts };
};

/** Return the place on a ray, how far it is too far by Newton's step, and the tangent there. */
const touchAt = (hollow, ray, length) => {
  const place = times(length, ray);
  const at = plus(hollow.centre, place);
  const higher = hollow.value(...at) - hollow.level;
  const normal = hollow.gradient(...at);
  const rises = dot(normal, ray);
  const steep = Math.hypot(...normal);
  const cut = [normal[0] / steep, normal[1] / steep, (dot(normal, place) - higher) / steep];
  return { place, over: higher > 0 && rises > 0 ? higher / rises : 0, steep, cut };
};

/** Return the corners of the polygon that half-planes leave. */
const corners = (cuts) =>
  cuts.flatMap((a, k) =>
    cuts.slice(k + 1).flatMap((b) => {
      const cross = a[0] * b[1] - a[1] * b[0];
      if (!(Math.abs(cross) > 1e-14)) return [];
      const place = [(a[2] * b[1] - b[2] * a[1]) / cross, (a[0] * b[2] - b[0] * a[2]) / cross];
      const size = 1e-9 * largest(place) + 1e-300;
      return cuts.every((cut) => dot(place, cut) <= cut[2] + size) ? [place] : [];
    }),
  );

// How the parameters move. A rule is a pair of pure functions, all memory in a state that they
// hand on: init() -> state; update(gradient, state, params, rate) -> [step, state]; and, where
// there is a velocity, carried(state, rate) -> the part of the next step that comes from it.

/**
 * @typedef {object} Optimizer
 * @property {Spec} spec  How it is written.
 * @property {(objective: Objective) => object} on  The rule by which a run moves on it.
 * @property {((objective: Objective, start: Pair) => number)|null} chooseRate  None for one that
 *   finds the length of its steps by itself.
 * @property {number|null} learningRate  The rate it was made with.
 * @property {number|null} batch  Points in a batch; null for all points at once.
 */

const decayed = (gradient, decay, params) => plus(gradient, times(decay, params));

const plainRule = (decay) => ({
  init: () => null,
  update: (gradient, state, params, rate) => [
    times(-rate, decayed(gradient, decay, params)),
    state,
  ],
});

const heavyBall = (share, decay) => ({
  init: () => ORIGIN,
  update: (gradient, before, params, rate) => {
    const velocity = decayed(plus(times(share, before), gradient), decay, params);
    return [times(-rate, velocity), velocity];
  },
  carried: (velocity, rate) => times(-rate * share, velocity),
});

const nesterovRule = (share, decay) => ({
  init: () => ORIGIN,
  update: (given, before, params, rate) => {
    const gradient = decayed(given, decay, params);
    const velocity = plus(times(share, before), gradient);
    return [times(-rate, plus(gradient, times(share, velocity))), velocity];
  },
  carried: (velocity, rate) => times(-rate * share ** 2, velocity),
});

/** Return the running mean of what comes, or of its squares. */
const kept = (share, mean, value) => each((k) => share * mean[k] + (1 - share) * value[k]);
const keptSquare = (share, mean, value) =>
  each((k) => share * mean[k] + (1 - share) * value[k] ** 2);

const adagradRule = ({ lr_decay: fall, weight_decay: decay, eps }) => ({
  init: () => ({ sum: ORIGIN, updates: 0 }),
  update: (given, { sum: before, updates }, params, base) => {
    const gradient = decayed(given, decay, params);
    const sum = each((k) => before[k] + gradient[k] ** 2);
    const rate = base / (1 + updates * fall);
    const step = each((k) => (-rate * gradient[k]) / (Math.sqrt(sum[k]) + eps));
    return [step, { sum, updates: updates + 1 }];
  },
});

const rmspropRule = ({ alpha, eps, weight_decay: decay, momentum }) => ({
  init: () => ({ mean: ORIGIN, velocity: ORIGIN }),
  update: (given, before, params, rate) => {
    const gradient = decayed(given, decay, params);
    const mean = keptSquare(alpha, before.mean, gradient);
    const velocity = each(
      (k) => momentum * before.velocity[k] + gradient[k] / (Math.sqrt(mean[k]) + eps),
    );
    return [times(-rate, velocity), { mean, velocity }];
  },
});

const adadeltaRule = ({ rho, eps, weight_decay: decay }) => ({
  init: () => ({ mean: ORIGIN, moves: ORIGIN }),
  update: (given, before, params, rate) => {
    const gradient = decayed(given, decay, params);
    const mean = keptSquare(rho, before.mean, gradient);
    const move = each(
      (k) => (Math.sqrt(before.moves[k] + eps) / Math.sqrt(mean[k] + eps)) * gradient[k],
    );
    return [times(-rate, move), { mean, moves: keptSquare(rho, before.moves, move) }];
  },
});

const ADAM_START = { mean: ORIGIN, square: ORIGIN, updates: 0, product: 1 };

/** Return Adam's new means, and the size that its steps are divided by. */
const adamMeans = (gradient, before, { beta1, beta2, eps }) => {
  const updates = before.updates + 1;
  const mean = kept(beta1, before.mean, gradient);
  const square = keptSquare(beta2, before.square, gradient);
  const size = each((k) => Math.sqrt(square[k]) / Math.sqrt(1 - beta2 ** updates) + eps);
  return { state: { ...before, mean, square, updates }, size };
};

const adamMove = (gradient, before, keys) => {
  const { state, size } = adamMeans(gradient, before, keys);
  const share = 1 - keys.beta1 ** state.updates;
  return { state, move: each((k) => state.mean[k] / share / size[k]) };
};

const adamRule = (keys) => ({
  init: () => ADAM_START,
  update: (gradient, before, params, rate) => {
    const { state, move } = adamMove(decayed(gradient, keys.weight_decay, params), before, keys);
    return [times(-rate, move), state];
  },
});

const adamwRule = (keys) => ({
  init: () => ADAM_START,
  update: (gradient, before, params, rate) => {
    const { state, move } = adamMove(gradient, before, keys);
    return [times(-rate, decayed(move, keys.weight_decay, params)), state];
  },
});

const nadamRule = (keys) => {
  const momentum = (updates) =>
    keys.beta1 * (1 - 0.5 * 0.96 ** (updates * keys.momentum_decay));
  return {
    init: () => ADAM_START,
    update: (given, before, params, rate) => {
      const gradient = decayed(given, keys.weight_decay, params);
      const { state, size } = adamMeans(gradient, before, keys);
      const [now, after] = [momentum(state.updates), momentum(state.updates + 1)];
      const product = state.product * now;
      const [fresh, old] = [(1 - now) / (1 - product), after / (1 - product * after)];
      const step = each((k) => (-rate * (fresh * gradient[k] + old * state.mean[k])) / size[k]);
      return [step, { ...state, product }];
    },
  };
};

// What rounding can leave of a determinant that is zero, as a share of the diagonal's product.
const SINGULAR = 8 * EPSILON;

/** Return the shortest vector that a positive semidefinite matrix takes to the gradient. */
const shortestSolution = (hessian, gradient) => {
  const [mm, mb, bb] = hessian;
  const determinant = mm * bb - mb * mb;
  if (determinant > SINGULAR * mm * bb) {
    const [m, b] = applied([bb, -mb, mm], gradient);
    return [m / determinant, b / determinant];
  }
  // A matrix of rank one is its own pseudoinverse times the square of its trace.
  const size = mm + bb;
  const shared = hessian.map((bend) => bend / size);
  return size > 0 ? applied(shared, [gradient[0] / size, gradient[1] / size]) : ORIGIN;
};

const newtonRule = ({ hessian, label }) => {
  if (!hessian) {
    throw new InputError(
      `newton needs a loss with curvature, and ${label} has none: ` +
        "choose another optimizer or another loss",
    );
  }
  return {
    init: () => null,
    update: (gradient, state, params, rate) => [
      times(-rate, shortestSolution(hessian(...params), gradient)),
      state,
    ],
  };
};

/** Return the direction, or the steepest one where rounding has turned it uphill. */
const downhill = (direction, gradient) =>
  dot(direction, gradient) < 0 ? direction : times(-1, gradient);

const searched = (objective, params, gradient, direction) =>
  times(lineSearch(objective, params, gradient, direction), direction);

const steepestRule = (objective) => ({
  init: () => null,
  update: (gradient, state, params) => [
    searched(objective, params, gradient, times(-1, gradient)),
    state,
  ],
});

const conjugateRule = (objective) => ({
  init: () => ({ gradient: ORIGIN, direction: ORIGIN, updates: 0 }),
  update: (gradient, before, params) => {
    const square = dot(before.gradient, before.gradient);
    // The plane has two directions, after which it starts anew.
    const anew = before.updates % 2 === 0 || !(square > 0);
    const change = minus(gradient, before.gradient);
    const share = anew ? 0 : Math.max(0, dot(gradient, change) / square);
    const direction = downhill(minus(times(share, before.direction), gradient), gradient);
    const step = searched(objective, params, gradient, direction);
    return [step, { gradient, direction, updates: before.updates + 1 }];
  },
});

const bfgsRule = (objective) => ({
  init: (params) => ({ inverse: [1, 0, 1], params, gradient: ORIGIN }),
  update: (gradient, before, params) => {
    const inverse = learned(
      before.inverse,
      minus(params, before.params),
      minus(gradient, before.gradient),
    );
    const direction = downhill(times(-1, applied(inverse, gradient)), gradient);
    const step = searched(objective, params, gradient, direction);
    return [step, { inverse, params, gradient }];
  },
});

/** Return the inverse Hessian after a step that changed the gradient; none without curvature. */
const learned = (inverse, step, change) => {
  const curvature = dot(step, change);
  if (!(curvature > 0)) return inverse;
  const turn = each((i) => each((j) => (i === j ? 1 : 0) - (step[i] * change[j]) / curvature));
  const [first, second] = turn.map((row) => applied(inverse, row));
  return [
    dot(turn[0], first) + (step[0] * step[0]) / curvature,
    dot(turn[0], second) + (step[0] * step[1]) / curvature,
    dot(turn[1], second) + (step[1] * step[1]) / curvature,
  ];
};

// How far to go in a direction: to the root of the slope along it, which rises because the loss is
// convex. Secants take turns with bisection.

const TOLERANCE = 1e-12;
const MOST_WIDENINGS = 50;
const MOST_NARROWINGS = 100;
// How many times as far to look at least and at most where the loss still falls.
const NEAREST = 2;
const FARTHEST = 10;

/** Return the length a >= 0 at which the loss of params + a * direction is smallest. */
const lineSearch = (objective, params, gradient, direction) => {
  const first = dot(gradient, direction);
  if (!(first < 0)) return 0;
  const slope = (length) => {
    const at = plus(params, times(length, direction));
    const found = dot(objective.gradient(...at), direction);
    return Math.abs(found) <= -TOLERANCE * first ? 0 : found;
  };
  const [low, high] = bracket(slope, [0, first], guess(objective, params, direction, first));
  return root(slope, low, high, resolution(params, direction));
};

/** Return a length to try first: not too far if the curvature has a bound. */
const guess = ({ steepest }, params, direction, first) => {
  const curvature = steepest ? dot(direction, applied(steepest, direction)) : 0;
  if (curvature > 0) return -first / curvature;
  return Math.max(1, Math.hypot(...params)) / Math.hypot(...direction);
};

/** Return a length that moves no parameter by more than its last digit. */
const resolution = (params, direction) => {
  const moved = INDEX.filter((k) => direction[k] !== 0);
  return EPSILON * Math.min(...moved.map((k) => Math.abs(params[k]) / Math.abs(direction[k])));
};

/** Return two lengths with their slopes: one where the loss falls, and one where it does not. */
const bracket = (slope, from, tried) => {
  let [low, length] = [from, tried];
  for (let widening = 0; widening < MOST_WIDENINGS; widening += 1) {
    const high = [length, slope(length)];
    if (!(high[1] < 0)) return [low, high];
    const bend = high[1] - low[1];
    const ahead = bend > 0 ? length - (high[1] * (length - low[0])) / bend : Infinity;
    low = high;
    length = Math.min(Math.max(ahead, NEAREST * length), FARTHEST * length);
  }
  return [low, low];
};

/** Return the largest length found whose slope is not positive, next to the root of it. */
const root = (slope, from, to, finest) => {
  let [low, high, bisect] = [from, to, false];
  for (let narrowing = 0; narrowing < MOST_NARROWINGS; narrowing += 1) {
    const width = high[0] - low[0];
    if (high[1] === 0 || width <= Math.max(TOLERANCE * high[0], finest)) break;
    const secant = low[0] + (width * low[1]) / (low[1] - high[1]);
    const usable = !bisect && low[0] < secant && secant < high[0];
    const trial = usable ? secant : low[0] + 0.5 * width;
    const point = [trial, slope(trial)];
    // Between kinks slopes are alike, and a secant knows nothing of where the next kink is.
    const level = point[1] === low[1] || point[1] === high[1];
    if (point[1] < 0) low = point;
    else high = point;
    bisect = level || high[0] - low[0] > 0.5 * width;
  }
  return high[1] === 0 ? high[0] : low[0];
};

// Learning rates that suit an objective, for where none was given.

// A run that follows signs, or gradients that do not fade, gets to the optimum in so many epochs.
const EPOCHS_TO_OPTIMUM = 25;
// Where there is no optimum to go by.
const PLAIN_DISTANCE = 2.5;
// How many times as high above the minimum as the start a step of a whole distance may lead.
const HIGHEST = 16;
// More points than these are not looked at one by one.
const MOST_PROBED = 2000;
// Share of the scale of the parameters over which a gradient's differences are taken.
const PROBE = 1e-3;

/** Return half the stability limit, or what leads to the optimum where kinks know no limit. */
const byCurvature = (rule, decay) => (objective, start) =>
  objective.steepest
    ? 1 / (eigen(objective.steepest).values[1] + decay)
    : bySlope(objective, start, rule, EPOCHS_TO_OPTIMUM);

/** Return the largest rate with which no batch whatever throws a run off. */
const byBatches = (rule, { batch, momentum, weight_decay: decay }) => (objective, start) => {
  const { steepest, optimum, points } = objective;
  if (!steepest) {
    return bySlope(objective, start, rule, EPOCHS_TO_OPTIMUM * Math.ceil(points / batch));
  }
  const places = optimum ? [start, optimum] : [start];
  // It is long enough for the digits of large residuals to show the difference.
  const width = PROBE * Math.max(distanceTo(objective, start), ...places.map(largest));
  const rows = linspace(0, points - 1, Math.min(points, MOST_PROBED)).map(Math.trunc);
  const curvatures = rows
    .map((row) => Math.max(...places.map((at) => pointCurvature(objective, row, at, width))))
    .sort()
    .slice(-batch);
  const bend = Math.max(total(curvatures) / curvatures.length, eigen(steepest).values[1]);
  return (1 - momentum) / (bend + decay);
};

/** Return the rate by which a gradient that keeps its sign leads to the optimum in some epochs. */
const byDistance = (rule) => (objective, start) =>
  distanceTo(objective, start) / reachOf(rule, EPOCHS_TO_OPTIMUM);

const bySlope = (objective, start, rule, updates) => {
  const distance = distanceTo(objective, start);
  // A start may be flat, as the optimum is; what is a distance away from it is not.
  const places = [[0, 0], [distance, 0], [0, distance]].map((away) => plus(start, away));
  const slopes = places.map((at) => Math.hypot(...objective.gradient(...at)));
  return distance / (reachOf(rule, updates) * (Math.max(...slopes) || 1));
};

/** Return how far the optimum is along the longer way, but not so far as to lead too high. */
const distanceTo = ({ value, optimum, minimum }, start) => {
  if (!optimum || same(optimum, start)) return PLAIN_DISTANCE;
  const highest = HIGHEST * (value(...start) - minimum);
  let distance = largest(minus(optimum, start));
  for (let halving = 0; halving < 60; halving += 1) {
    const places = [[distance, 0], [0, distance]].map((away) => plus(optimum, away));
    if (Math.max(...places.map((at) => value(...at))) - minimum <= highest) break;
    distance *= 0.5;
  }
  return distance;
};

/** Return how far a gradient that is always 1 takes a rule whose rate is 1. */
const reachOf = (rule, updates) => {
  let [state, reach] = [rule.init(ORIGIN), 0];
  for (let update = 0; update < updates; update += 1) {
    const [step, following] = rule.update([1, 1], state, ORIGIN, 1);
    reach -= step[0];
    state = following;
  }
  return reach;
};

/** Return the trace of the second derivatives of one point's loss, by differences. */
const pointCurvature = ({ batchGradient }, row, [m, b], width) => {
  const here = batchGradient([row], m, b);
  const right = batchGradient([row], m + width, b);
  const up = batchGradient([row], m, b + width);
  return (right[0] - here[0] + up[1] - here[1]) / width;
};

const free = (rule, chooseRate) => ({ on: () => rule, chooseRate });
const descending = (rule, keys) => free(rule, byCurvature(rule, keys.weight_decay));
const scaleFree = (rule) => free(rule, byDistance(rule));
const searching = (on) => () => ({ on, chooseRate: null });

const stochastic = (keys) => {
  const { momentum, weight_decay: decay } = keys;
  const rule = momentum ? heavyBall(momentum, decay) : plainRule(decay);
  return { ...free(rule, byBatches(rule, keys)), batch: keys.batch };
};

const UNSET = { learning_rate: null };
const HEAVY = { ...UNSET, momentum: 0.9, weight_decay: 0 };
const ADAM = { ...UNSET, beta1: 0.9, beta2: 0.999, eps: 1e-8, weight_decay: 0 };

export const OPTIMIZERS = {
  gd: {
    defaults: { ...UNSET, weight_decay: 0 },
    make: (keys) => descending(plainRule(keys.weight_decay), keys),
  },
  sgd: {
    defaults: { ...UNSET, batch: 8, seed: 0, momentum: 0, weight_decay: 0 },
    make: stochastic,
  },
  momentum: {
    defaults: HEAVY,
    make: (keys) => descending(heavyBall(keys.momentum, keys.weight_decay), keys),
  },
  nesterov: {
    defaults: HEAVY,
    make: (keys) => descending(nesterovRule(keys.momentum, keys.weight_decay), keys),
  },
  adagrad: {
    defaults: { ...UNSET, lr_decay: 0, weight_decay: 0, eps: 1e-10 },
    make: (keys) => scaleFree(adagradRule(keys)),
  },
  rmsprop: {
    defaults: { ...UNSET, alpha: 0.99, eps: 1e-8, weight_decay: 0, momentum: 0 },
    make: (keys) => scaleFree(rmspropRule(keys)),
  },
  adadelta: {
    defaults: { ...UNSET, rho: 0.9, eps: 1e-6, weight_decay: 0 },
    make: (keys) => scaleFree(adadeltaRule(keys)),
  },
  adam: { defaults: ADAM, make: (keys) => scaleFree(adamRule(keys)) },
  adamw: {
    defaults: { ...ADAM, weight_decay: 0.01 },
    make: (keys) => scaleFree(adamwRule(keys)),
  },
  nadam: {
    defaults: { ...ADAM, momentum_decay: 0.004 },
    make: (keys) => scaleFree(nadamRule(keys)),
  },
  steepest: { defaults: {}, make: searching(steepestRule) },
  cg: { defaults: {}, make: searching(conjugateRule) },
  bfgs: { defaults: {}, make: searching(bfgsRule) },
  newton: { defaults: { learning_rate: 1 }, make: () => ({ on: newtonRule, chooseRate: () => 1 }) },
};

/**
 * Return an optimizer.
 * @param {string} name  gd, sgd, momentum, nesterov, adagrad, rmsprop, adadelta, adam, adamw,
 *   nadam, steepest, cg, bfgs or newton.
 * @param {Object<string, number>} [given]  Keys with the names that they have in Python.
 * @returns {Optimizer}
 */
export const makeOptimizer = (name, given = {}) => {
  const { entry, keys, spec } = chosen(OPTIMIZERS, name, given, "optimizer");
  return { batch: null, ...entry.make(keys), spec, learningRate: keys.learning_rate ?? null };
};

/**
 * Return the learning rate that an optimizer was made with, or else chooses.
 * @param {Optimizer} optimizer
 * @param {Objective} objective
 * @param {Pair} start
 * @returns {number|null}  None for one that finds the length of its steps by itself.
 */
export const chooseRate = (optimizer, objective, start) =>
  optimizer.learningRate ?? optimizer.chooseRate?.(objective, start) ?? null;

// How the learning rate changes over a run: factors by the number of epochs done, and of all.

export const SCHEDULES = {
  constant: { defaults: { warmup: 0 }, factor: () => () => 1 },
  step: {
    defaults: { every: 30, factor: 0.5, warmup: 0 },
    factor: ({ every, factor }) => (epoch) => factor ** Math.floor(epoch / every),
  },
  exponential: {
    defaults: { factor: 0.97, warmup: 0 },
    factor: ({ factor }) => (epoch) => factor ** epoch,
  },
  cosine: {
    defaults: { floor: 0, warmup: 0 },
    factor: ({ floor }) => (epoch, epochs) =>
      floor + (1 - floor) * 0.5 * (1 + Math.cos((Math.PI * epoch) / epochs)),
  },
  inverse: {
    defaults: { decay: 0.05, warmup: 0 },
    factor: ({ decay }) => (epoch) => 1 / (1 + decay * epoch),
  },
  warmup: { defaults: { epochs: 10 }, factor: () => () => 1 },
};

/**
 * @typedef {object} Schedule
 * @property {Spec} spec  How it is written.
 * @property {(epoch: number, epochs: number) => number} factor  (epochs done, all epochs) -> what
 *   the learning rate is multiplied by in the next one.
 */

/**
 * Return a schedule.
 * @param {string} name  constant, step, exponential, cosine, inverse or warmup.
 * @param {Object<string, number>} [given]  Keys with the names that they have in Python.
 * @returns {Schedule}
 */
export const makeSchedule = (name, given = {}) => {
  const { entry, keys, spec } = chosen(SCHEDULES, name, given, "schedule");
  const rise = keys.warmup ?? keys.epochs;
  const factor = entry.factor(keys);
  return {
    spec,
    factor: (epoch, epochs) =>
      epoch < rise ? (epoch + 1) / rise : factor(epoch - rise, epochs - rise),
  };
};

// The descent itself.

// Twelve decades show an explosion well, and stay far from where float64 overflows.
const DIVERGED_AT = 1e12;

/** Why a descent ended. */
export const STOPPED = Object.freeze({
  ranAllEpochs: "ran all epochs",
  converged: "converged",
  diverged: "diverged",
});

/**
 * The path of a descent; row 0 is the start, row k the state after k epochs.
 * @typedef {object} Trajectory
 * @property {Float64Array} params  Shape (E + 1, 2), flat.
 * @property {Float64Array} losses  Shape (E + 1,).
 * @property {Float64Array} gradients  Shape (E + 1, 2), flat.
 * @property {Float64Array} steps  What the next epoch adds to each row, (E + 1, 2), flat; NaN where
 *   it is not finite, or no order of the points tells.
 * @property {Float64Array} carried  The part of each step that comes from momentum, likewise.
 * @property {Float64Array} track  The params after each of k updates of an epoch, (E k + 1, 2).
 * @property {string} stopped  One of STOPPED.
 * @property {number} epochs  E, those that were run.
 */

/**
 * Return the descent of an optimizer on an objective. It ends early when the loss has grown beyond
 * 10^12 times what it was at the start.
 * @param {Objective} objective
 * @param {Optimizer} optimizer
 * @param {Pair} start
 * @param {number} epochs
 * @param {object} [options]
 * @param {number|null} [options.rate]  The optimizer's own, or what it chooses, if not given.
 * @param {Schedule|null} [options.schedule]  The rate stays the same if not given.
 * @param {number|null} [options.until]  End when no more than this share of the first loss's
 *   excess over the minimum is left.
 * @param {ArrayLike<number>[]|null} [options.orders]  For batches: the numbers of all points (n,)
 *   in the order of each epoch. One more than the epochs tell the step that is not taken.
 * @returns {Trajectory}
 */
export const descend = (objective, optimizer, start, epochs, options = {}) => {
  const { rate = null, schedule = null, until = null, orders = null } = options;
  const base = rate ?? chooseRate(optimizer, objective, start);
  const factor = schedule ? schedule.factor : () => 1;
  const rule = optimizer.on(objective);
  const deal = dealer(objective, optimizer.batch, epochs, orders);
  const first = objective.value(...start);
  const { minimum } = objective;
  const ceiling = DIVERGED_AT * Math.max(first, TINY);
  const goal = until === null ? null : minimum + until * (first - minimum);
  const [rows, losses, gradients] = [[start], [first], [objective.gradient(...start)]];
  const [carried, track] = [[], [start]];
  let [state, stopped, beyond] = [rule.init(start), STOPPED.ranAllEpochs, null];
  for (let epoch = 0; epoch <= epochs; epoch += 1) {
    const now = (base || 1) * factor(Math.min(epoch, epochs - 1), epochs);
    carried.push(rule.carried ? rule.carried(state, now) : ORIGIN);
    const moved = runEpoch(rule, state, rows.at(-1), now, deal(epoch, gradients.at(-1)));
    state = moved.state;
    beyond = moved.track.at(-1) ?? [NaN, NaN];
    if (goal !== null && losses.at(-1) <= goal) stopped = STOPPED.converged;
    if (epoch === epochs || stopped !== STOPPED.ranAllEpochs) break;
    const [loss, gradient] = [objective.value(...beyond), objective.gradient(...beyond)];
    if (![[loss], gradient, ...moved.track].flat().every(Number.isFinite)) {
      stopped = STOPPED.diverged;
      break;
    }
    rows.push(beyond);
    losses.push(loss);
    gradients.push(gradient);
    track.push(...moved.track);
    if (loss > ceiling) stopped = STOPPED.diverged;
  }
  const after = [...rows.slice(1), beyond];
  const steps = rows.map((row, k) => minus(after[k], row));
  return {
    params: flat(rows),
    losses: Float64Array.from(losses),
    gradients: flat(gradients),
    steps: flat(steps).map((step) => (Number.isFinite(step) ? step : NaN)),
    carried: flat(carried),
    track: flat(track),
    stopped,
    epochs: losses.length - 1,
  };
};

const flat = (pairs) => Float64Array.from(pairs.flat());

/** Return the params after each update of an epoch, and the state after the last. */
const runEpoch = (rule, before, from, rate, gradients) => {
  let [state, params] = [before, from];
  const track = gradients.map((gradient) => {
    const [step, following] = rule.update(gradient(params), state, params, rate);
    state = following;
    params = plus(params, step);
    return params;
  });
  return { track, state };
};

/** Return the function that gives the gradients of an epoch, each a function of params. */
const dealer = (objective, batch, epochs, orders) => {
  if (batch === null) return (_epoch, known) => [() => known];
  if (!orders || orders.length < epochs) {
    throw new InputError(`batches need the order of the points in each of ${epochs} epochs`);
  }
  const size = Math.min(batch, objective.points);
  return (epoch) => {
    const order = orders[epoch] ?? [];
    return Array.from({ length: Math.ceil(order.length / size) }, (_, place) => {
      const rows = order.slice(place * size, (place + 1) * size);
      return ([m, b]) => objective.batchGradient(rows, m, b);
    });
  };
};

/**
 * Return a trajectory in some coordinates as one in the data's.
 * @param {Scaling} scaling
 * @param {Trajectory} trajectory
 * @returns {Trajectory}
 */
export const backFrom = (scaling, trajectory) => {
  if (isPlain(scaling)) return trajectory;
  const back = (pairs) => turnedAll(scaledBack, scaling, pairs);
  return {
    ...trajectory,
    params: back(trajectory.params),
    gradients: turnedAll(gradientBack, scaling, trajectory.gradients),
    steps: back(trajectory.steps),
    carried: back(trajectory.carried),
    track: back(trajectory.track),
  };
};

// What the Hessian tells of a descent before it is run.

/**
 * @typedef {object} Analysis
 * @property {Symmetric} hessian  At the optimum.
 * @property {Pair} eigenvalues  Ascending: the curvature along the valley and across it.
 * @property {[Pair, Pair]} directions  Their unit vectors.
 * @property {number} stabilityLimit  Gradient descent diverges above this rate.
 * @property {number} bestRate  Which no fixed one surpasses.
 * @property {number} condition  The condition number; infinite for a flat valley.
 */

/**
 * Return the analysis of an objective at its optimum; null for one without curvature there.
 * @param {Objective} objective
 * @returns {Analysis|null}
 */
export const analyse = ({ hessian: bends, optimum }) => {
  if (!bends || !optimum) return null;
  const hessian = bends(...optimum);
  const { values, vectors } = eigen(hessian);
  if (!(values[1] > 0)) return null;
  const [small, large] = values.map((value) => Math.max(value, 0));
  return {
    hessian,
    eigenvalues: [small, large],
    directions: vectors,
    stabilityLimit: 2 / large,
    bestRate: 2 / (small + large),
    condition: small > 0 ? large / small : Infinity,
  };
};

const LONGEST = 10 ** 12;

/**
 * Return after how many epochs gradient descent on a quadratic loss has come so far.
 * @param {Analysis} analysis
 * @param {number} rate
 * @param {Pair} offset  The start, seen from the optimum.
 * @param {number} share  How much of the loss's excess over the minimum may be left.
 * @returns {number|null}  None if it takes more than 10^12.
 */
export const epochsUntil = ({ eigenvalues, directions }, rate, offset, share) => {
  const heights = each((k) => eigenvalues[k] * dot(directions[k], offset) ** 2);
  const shrinks = eigenvalues.map((bend) => Math.abs(1 - rate * bend));
  const goal = share * (heights[0] + heights[1]);
  const left = (epochs) => dot(heights, shrinks.map((shrink) => shrink ** (2 * epochs)));
  if (left(LONGEST) > goal) return null;
  let [low, high] = [0, LONGEST];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (left(middle) <= goal) high = middle;
    else low = middle + 1;
  }
  return low;
};

// Runs, what they are called, and what is to be said of them.

/**
 * @typedef {object} Plan
 * @property {Optimizer} optimizer
 * @property {number|"auto"} learningRate  For an optimizer that was made without one.
 * @property {Pair} start  In the data's coordinates.
 * @property {Schedule} schedule
 * @property {boolean} standardize  Whether to descend in z-scored coordinates.
 */

/**
 * A plan that has been run.
 * @typedef {object} Run
 * @property {string} label
 * @property {Optimizer} optimizer
 * @property {Schedule} schedule
 * @property {number|null} rate
 * @property {Plan} plan  What it was asked for.
 * @property {object} options  With what else it was run, as in descend.
 * @property {Scaling} scaling  In which coordinates it descended.
 * @property {Analysis|null} analysis  Of the objective in these.
 * @property {number} planned  Epochs that it was to run.
 * @property {Trajectory} trajectory  In the data's coordinates.
 */

/**
 * Return the runs of plans.
 * @param {Plan[]} plans
 * @param {Data} data
 * @param {Objective} objective  In the data's coordinates.
 * @param {number} epochs
 * @param {object} [options]  until and orders, as in descend.
 * @returns {Run[]}
 */
export const runPlans = (plans, data, objective, epochs, options = {}) => {
  const runs = plans.map((plan) => runPlan(plan, data, objective, epochs, options));
  const names = labels(plans, runs.map(({ rate }) => rate));
  return runs.map((run, place) => ({ label: names[place], ...run }));
};

const runPlan = (plan, data, objective, epochs, options) => {
  const { optimizer, schedule, standardize } = plan;
  const scaling = standardize ? zScored(data) : PLAIN;
  const seen = inCoordinates(objective, scaling);
  if (!Number.isFinite(objective.value(...plan.start))) {
    const [m, b] = plan.start.map((value) => general(value));
    throw new InputError(
      `the loss at the start (${m}, ${b}) exceeds what a float64 can hold: ` +
        "start closer to the data",
    );
  }
  const begin = scaledTo(scaling, plan.start);
  const rate = rateOf(plan, seen, begin);
  const found = descend(seen, optimizer, begin, epochs, { ...options, rate, schedule });
  const trajectory = backFrom(scaling, found);
  const analysis = analyse(seen);
  const planned = epochs;
  return { plan, options, optimizer, schedule, rate, scaling, analysis, planned, trajectory };
};

const rateOf = ({ optimizer, learningRate }, objective, start) => {
  const fixed = optimizer.learningRate !== null || optimizer.chooseRate === null;
  if (fixed) return optimizer.learningRate;
  return learningRate === "auto" ? chooseRate(optimizer, objective, start) : learningRate;
};

// Traits in which runs of different optimizers compare.
const SHARED = ["schedule", "start", "standardize"];

/**
 * Return what each run is called: its optimizer, and in what it differs from the others.
 * @param {Plan[]} plans
 * @param {(number|null)[]} rates  The learning rates that they have.
 * @returns {string[]}
 * @throws {InputError}  If two runs differ in nothing.
 */
export const labels = (plans, rates) => {
  const names = plans.map(({ optimizer }) => optimizer.spec.name);
  const traits = plans.map((plan, place) => traitsOf(plan, rates[place]));
  const called = plans.map((_, place) => {
    const name = names[place];
    const rivals = traits.filter((_traits, other) => names[other] === name);
    // What all have tells nothing; keys and rates compare among runs of one optimizer only.
    const telling = Object.entries(traits[place])
      .filter(([trait, words]) =>
        (SHARED.includes(trait) ? traits : rivals).some((other) => other[trait] !== words),
      )
      .map(([, words]) => words);
    const alone = new Set(names).size === 1 && telling.length > 0 && name === "gd";
    return (alone ? telling : [name, ...telling]).join(" ");
  });
  const twin = called.find((words, place) => called.lastIndexOf(words) > place);
  if (twin !== undefined) throw new TwinError(twin);
  return called;
};

/** Return what a run has, as words by what it is. */
const traitsOf = ({ optimizer, learningRate, schedule, start, standardize }, rate) => {
  const own = optimizer.spec.keys.filter(([key]) => key !== "learning_rate");
  // A rate that was chosen for the run tells less than what it was chosen for.
  const given = optimizer.learningRate !== null || learningRate !== "auto";
  return {
    ...(given && rate !== null ? { rate: `lr ${general(rate, 3)}` } : {}),
    ...Object.fromEntries(own.map(([key, value]) => [key, `${key} ${short(value)}`])),
    schedule: written(schedule.spec),
    start: `from ${start.map((value) => general(value)).join(", ")}`,
    standardize: standardize ? "standardized" : "raw",
  };
};

/**
 * Return how a choice is written, as in "adam:beta1=0.8".
 * @param {Spec} spec
 * @returns {string}
 */
export const written = ({ name, keys }) =>
  keys.length ? `${name}:${keys.map(([key, value]) => `${key}=${short(value)}`).join(",")}` : name;

// Which learning rates are stable, and how fast a run closes in on the optimum.

const scheduled = ({ spec }) => spec.name !== "constant" || spec.keys.length > 0;

/** Return all keys of an optimizer; what is written of one may leave out those that are usual. */
const keysOf = ({ spec: { name, keys } }) => ({
  ...OPTIMIZERS[name]?.defaults,
  ...Object.fromEntries(keys),
});

/**
 * Return the learning rate above which a run's optimizer diverges on a quadratic loss: 2 / L for
 * gradient descent, with L the largest eigenvalue of the Hessian and of the weight decay together;
 * 2 (1 + s) / L with a momentum of s (Polyak, 1964), and 2 (1 + s) / ((1 + 2 s) L) where momentum
 * looks ahead.
 * @param {Run} run
 * @returns {number|null}  None for other optimizers, and where there is no curvature.
 */
export const limitOf = ({ optimizer, analysis }) => {
  if (!analysis) return null;
  const { momentum: share = 0, weight_decay: decay } = keysOf(optimizer);
  const steepest = analysis.eigenvalues[1] + decay;
  switch (optimizer.spec.name) {
    case "gd":
    case "momentum":
      return (2 * (1 + share)) / steepest;
    case "nesterov":
      return (2 * (1 + share)) / ((1 + 2 * share) * steepest);
    default:
      return null;
  }
};

/**
 * Return what an epoch multiplies the slowest distance to the optimum by, in the long run: the
 * spectral radius of the recurrence that the distance along an eigenvector of the Hessian follows.
 * @param {Run} run
 * @returns {number|null}  None for other optimizers, without curvature, and where the rate changes.
 */
export const contractionOf = ({ optimizer, schedule, rate, analysis }) => {
  const { momentum: share = 0, weight_decay: decay } = keysOf(optimizer);
  if (rate === null || !analysis || decay || scheduled(schedule)) return null;
  const shrinks = analysis.eigenvalues.map((bend) => 1 - rate * bend);
  switch (optimizer.spec.name) {
    case "gd":
    case "momentum":
      return Math.max(...shrinks.map((shrink) => radiusOf(share + shrink, share)));
    case "nesterov":
      return Math.max(...shrinks.map((shrink) => radiusOf((1 + share) * shrink, share * shrink)));
    default:
      return null;
  }
};

/** Return the larger absolute value of the roots of z^2 - sum z + product. */
const radiusOf = (sum, product) => {
  const discriminant = sum * sum - 4 * product;
  if (discriminant < 0) return Math.sqrt(product);
  return (Math.abs(sum) + Math.sqrt(discriminant)) / 2;
};

/** Return whether a run's rate is above the limit that its optimizer has. */
const tooFast = (run) => {
  const limit = limitOf(run);
  return limit !== null && run.rate !== null && !scheduled(run.schedule) && run.rate > limit;
};

// A loss that has grown so many times is not the restlessness of small batches.
const GROWN = 10;

/**
 * Return whether a run climbs: it has exploded, or is about to.
 * @param {Run} run
 * @returns {boolean}
 */
export const diverging = (run) => {
  const { losses, stopped } = run.trajectory;
  const [first, last] = [losses[0], losses.at(-1)];
  if (stopped === STOPPED.diverged || last > GROWN * first) return true;
  return last > first && tooFast(run);
};

/**
 * Return the sentence about a run that diverges; null for one that does not.
 * @param {Run} run
 * @param {boolean} alone  Whether there is no other.
 * @returns {string|null}
 */
export const divergence = (run, alone) => {
  if (!diverging(run)) return null;
  const { trajectory, rate } = run;
  const exploded = trajectory.stopped === STOPPED.diverged;
  const ending = exploded ? `stopped after epoch ${trajectory.epochs}` : "the loss grows";
  const who = alone ? "the descent" : run.label;
  if (tooFast(run)) {
    return (
      `learning rate ${general(rate)} is above the stability limit ` +
      `${general(limitOf(run))} of this data: ${who} diverges (${ending})`
    );
  }
  const given = rate === null ? "" : ` with learning rate ${general(rate)}`;
  return `${who} diverges${given} (${ending})`;
};

// A valley so much longer than wide makes gradient descent crawl along it.
const LONG_VALLEY = 100;
// Share of the way down that may be left at the end without a word.
const TOLERATED = 0.01;
// Share of what the slope explains, beyond the best flat line, that may be missing without a word.
const MISSING = 0.05;
const AUTO = "--lr auto";
// Gains below this share of the loss are rounding errors.
const GAIN_ROUNDING = 1e-9;
// A rate below this share of its limit wastes most of its epochs; one above that swings for long.
const TIMID = 0.02;
const BOLD = 0.97;
// Less is not worth a number.
const WORTH_SAYING = 0.005;
// What is advised leaves less than this share of what is left without it.
const HELPED = 0.5;
// So many times the epochs are advised where nothing else helps, up to so many.
const MORE_EPOCHS = 10;
const LONGEST_ADVISED = 100_000;
// More points of data, summed up once an epoch, are not gone through to try what helps.
const MOST_ADVISED_SUMS = 1e8;

/**
 * Return what might be done better, a sentence each; nothing where all runs get there.
 * @param {Run[]} runs
 * @param {Objective} objective  In the data's coordinates.
 * @param {Data} data
 * @param {number} [tolerated]  Share of the way down that may be left at the end without a word.
 * @returns {string[]}
 */
export const advise = (runs, objective, data, tolerated = TOLERATED) =>
  runs.flatMap((run) => {
    const sentence = adviceFor(run, objective, data, tolerated);
    return sentence === null ? [] : [namedAdvice(run, sentence, runs.length)];
  });

const namedAdvice = ({ label }, sentence, count) => (count > 1 ? `${label}: ${sentence}` : sentence);

const adviceFor = (run, objective, data, tolerated = TOLERATED) =>
  divergingAdvice(run, objective) ?? slownessAdvice(run, objective, data, tolerated);

/** Return what a run should do that will not arrive at all. */
const divergingAdvice = (run, objective) => {
  const climbs = diverging(run);
  if (tooFast(run) && (climbs || objective.quadratic)) {
    const limit = general(limitOf(run), 4);
    return `lr ${general(run.rate)} is above the limit ${limit}: it will diverge; try ${autoOf(run)}`;
  }
  return climbs ? "the loss grows: try a smaller learning rate" : null;
};

/** Return what a run that does not arrive should do: what helps was tried. */
const slownessAdvice = (run, objective, data, tolerated) => {
  const { optimizer, schedule, rate, trajectory } = run;
  const left = shareLeft(run, objective);
  const missing = shareMissing(run, objective);
  const there = !(left > tolerated) && !(missing > MISSING);
  if (trajectory.stopped === STOPPED.converged || there) return null;
  if (rate === null || scheduled(schedule) || keysOf(optimizer).weight_decay) return null;
  const rest = restOf(run, left, missing);
  const cases = slowCases(run, objective, rest, missing);
  for (const [reason, ways] of cases) {
    const helping = ways.filter((way) => helps(way, run, objective, data));
    if (helping.length > 0) return `${reason}: try ${helping.map(({ words }) => words).join(" or ")}`;
  }
  return cases.length > 0 ? rest : null;
};

/** Return why a run may not arrive, and what may help then, the likelier first. */
const slowCases = (run, objective, rest, missing) => {
  const { plan, rate, planned } = run;
  const plain = run.optimizer.spec.name === "gd";
  const condition = run.analysis?.condition ?? 1;
  const wayOut = autoOf(run);
  const unrated = { ...plan, learningRate: "auto", optimizer: withoutRate(run) };
  const rated = { words: wayOut, plan: unrated };
  const rolling = {
    words: "--optimizer momentum",
    plan: { ...plan, optimizer: makeOptimizer("momentum") },
  };
  const round = { words: `--standardize ${wayOut}`, plan: { ...unrated, standardize: true } };
  const hindrance = plain ? hindranceOf(run, objective, rest, rated) : null;
  const cases = hindrance ? [hindrance] : [];
  // What hinders others is known only where next to nothing of the slope is found.
  if (condition >= LONG_VALLEY && (plain || missing > MISSING)) {
    const reason = `condition number ${grouped(condition)}, and ${rest}`;
    cases.push([reason, plain ? [round, rolling] : [round]]);
  }
  if (cases.length === 0 || rate === null) return [];
  const simple = { ...round.plan, optimizer: makeOptimizer("gd") };
  const longer = { words: `--epochs ${MORE_EPOCHS * planned}`, plan, times: MORE_EPOCHS };
  return [
    ...cases,
    [rest, [rated, rolling]],
    [rest, [round]],
    [rest, [{ words: `--standardize --optimizer gd ${AUTO}`, plan: simple }]],
    [rest, [longer]],
  ];
};

/** Return what gradient descent is hindered by, but for a valley, and what may help; or null. */
const hindranceOf = (run, { hessian, label }, rest, rated) => {
  if (!hessian) {
    const schedule = makeSchedule("inverse");
    const falling = { words: "--schedule inverse", plan: { ...run.plan, schedule } };
    const reason = "has kinks instead of curvature, so a constant rate circles around the optimum";
    return [`${label} ${reason}`, [falling]];
  }
  const limit = limitOf(run);
  if (!limit || !run.rate) return null;
  const [lr, bound] = [`lr ${general(run.rate)}`, general(limit, 4)];
  if (run.rate > BOLD * limit) {
    const where = run.rate > limit ? "above" : "next to";
    return [`${lr} is ${where} the limit ${bound}, and ${rest}`, [rated]];
  }
  if (run.rate < TIMID * limit) {
    return [`${lr} is far below the limit ${bound}, and ${rest}`, [rated]];
  }
  return null;
};

/** Return whether less is left by far if a run goes another way. */
const helps = ({ plan, times = 1 }, run, objective, data) => {
  const epochs = times * run.planned;
  if (objective.evaluated * epochs > MOST_ADVISED_SUMS || epochs > LONGEST_ADVISED) return false;
  // Which points come in further epochs is not known.
  if (times > 1 && run.optimizer.batch !== null) return false;
  try {
    const { losses } = runPlan(plan, data, objective, epochs, run.options).trajectory;
    const left = run.trajectory.losses.at(-1) - objective.minimum;
    return losses.at(-1) - objective.minimum < HELPED * left;
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return false;
  }
};

/** Return a run's optimizer without a rate among its keys. */
const withoutRate = ({ optimizer }) => {
  const keys = optimizer.spec.keys.filter(([key]) => key !== "learning_rate");
  if (keys.length === optimizer.spec.keys.length) return optimizer;
  return makeOptimizer(optimizer.spec.name, Object.fromEntries(keys));
};

/** Return how to let a run have the rate that suits it: its own key would win over --lr. */
const autoOf = ({ optimizer: { spec } }) =>
  spec.keys.some(([key]) => key === "learning_rate")
    ? `--optimizer ${spec.name} without lr`
    : AUTO;

const restOf = ({ trajectory: { epochs } }, left, missing) => {
  if (left > TOLERATED || (left > WORTH_SAYING && !(missing > MISSING))) {
    return `${percent(left)} of the way down is left after epoch ${epochs}`;
  }
  return missing > MISSING
    ? `the slope is far from the best after epoch ${epochs}`
    : `the optimum is not reached after epoch ${epochs}`;
};

/** Return how far the end is from the minimum, seen from the best flat line. */
const shareMissing = ({ trajectory: { losses } }, { hessian, optimum, minimum }) => {
  if (!hessian || !optimum) return NaN;
  const [mm, mb, bb] = hessian(...optimum);
  const gain = bb > 0 ? (optimum[0] ** 2 / 2) * (mm - (mb * mb) / bb) : 0;
  return gain > GAIN_ROUNDING * minimum ? (losses.at(-1) - minimum) / gain : NaN;
};

/** Return the share of the way down to the minimum that is left at the end. */
const shareLeft = ({ trajectory: { losses } }, { minimum }) => {
  const way = losses[0] - minimum;
  return way > 0 ? (losses.at(-1) - minimum) / way : NaN;
};

// Shares of the way down that are left when a run is said to be near, and at the optimum.
const NEAR = 1e-2;
const THERE = 1e-6;

// Epochs that are tried, and points of data that are summed up in them, to see when that is.
const TRIALS = [200, 1000, 5000, 20000];
const MOST_TRIED_SUMS = 1e9;

/**
 * Return after how many epochs no more than 1 %, and a millionth, of the way down is left for good.
 * @param {Run} run
 * @param {Objective} objective  In the data's coordinates.
 * @returns {{near: number|null, there: number|null, tried: number}|null}  The numbers are null if
 *   that is not within the epochs that were tried; none for batches, which are not known further.
 */
export const prospect = (run, objective) => {
  const { optimizer, schedule, rate, analysis, scaling, trajectory } = run;
  if (diverging(run)) return { near: null, there: null, tried: 0 };
  if (optimizer.batch !== null) return null;
  const seen = inCoordinates(objective, scaling);
  const start = scaledTo(scaling, [trajectory.params[0], trajectory.params[1]]);
  if (seen.optimum && followsFormula(run, objective)) {
    const offset = minus(start, seen.optimum);
    const [near, there] = [NEAR, THERE].map((share) => epochsUntil(analysis, rate, offset, share));
    return { near, there, tried: LONGEST };
  }
  let found = null;
  for (const tried of trialsOf(run, seen)) {
    const { losses } = descend(seen, optimizer, start, tried, { rate, schedule });
    const [near, there] = [NEAR, THERE].map((share) => settledBelow(losses, seen.minimum, share));
    found = { near, there, tried };
    // A heavy ball flies through the optimum: it has arrived if it stays as long again.
    if (there !== null && 2 * there <= tried) break;
  }
  return found;
};

/** Return whether a run is gradient descent on a quadratic loss, and stable. */
const followsFormula = (run, { quadratic }) => {
  const shrink = contractionOf(run);
  return quadratic && run.optimizer.spec.name === "gd" && shrink !== null && shrink < 1;
};

/** Return numbers of epochs to try one after the other. */
const trialsOf = ({ schedule, planned }, { evaluated }) => {
  // What the rate is depends on how many epochs there are.
  if (scheduled(schedule)) return [planned];
  const most = Math.max(1, Math.floor(MOST_TRIED_SUMS / Math.max(1, evaluated)));
  return [...new Set(TRIALS.map((epochs) => Math.min(epochs, most)))];
};

/** Return the epoch from which on no more than a share of the way down is left; null if none. */
const settledBelow = (losses, minimum, share) => {
  const goal = share * (losses[0] - minimum);
  const first = losses.findLastIndex((loss) => loss - minimum > goal) + 1;
  return first < losses.length ? first : null;
};

// Which part of the (m, b) plane is shown.

const PATH_MARGIN = 1.25;
// Along one axis at least, the automatic window is at most so many times as wide as the path's.
const ROOMIEST = 1.6;
// Of a diverging path only the part that has not climbed beyond this many times the start's height
// is framed: the first swings stay large enough to see, the rest leaves the picture.
const CLIMB = 10;
// A path that moves by less than this share of the bowl along an axis does not move along it.
const STILL = 1e-6;

/**
 * Params (E + 1, 2), flat, and their losses (E + 1,): a trajectory will do.
 * @typedef {{params: Float64Array, losses: Float64Array}} Path
 */

/** Return the params of each path that have not climbed out of the picture. */
const framed = ({ minimum }, paths) =>
  paths.map(({ params, losses }) => {
    const highest = CLIMB * Math.max(losses[0] - minimum, 0);
    const rows = Array.from(losses.keys()).filter((row) => losses[row] - minimum <= highest);
    return rows.map((row) => [params[2 * row], params[2 * row + 1]]);
  });

const begins = ({ params }) => [params[0], params[1]];

/** Return the optimum; of many, the one nearest to the first start; else the paths' middle. */
const centreOf = (objective, paths) => {
  const { optimum, unique, hessian } = objective;
  if (!optimum) {
    const shown = framed(objective, paths).flat();
    return each((k) => {
      const values = shown.map((params) => params[k]);
      return (least(values) + most(values)) / 2;
    });
  }
  if (unique || !hessian) return optimum;
  const [valley] = eigen(hessian(...optimum)).vectors;
  return plus(optimum, times(dot(valley, minus(begins(paths[0]), optimum)), valley));
};

const pathHalfWidths = (objective, paths, centre) => {
  const reach = [0, 0];
  for (const params of framed(objective, paths).flat()) {
    for (const k of INDEX) reach[k] = Math.max(reach[k], Math.abs(params[k] - centre[k]));
  }
  const bowl = bowlHalfWidths(objective, paths, centre);
  return each((k) => {
    if (reach[k] > STILL * bowl[k]) return PATH_MARGIN * reach[k];
    // An axis along which nothing moves is shown as wide as the bowl, or a unit where it is flat.
    return bowl[k] > 0 ? bowl[k] : Math.max(1, ...reach);
  });
};

/** Return the half-widths of all lines no worse than the worst start, or of the starts. */
const bowlHalfWidths = (objective, paths, centre) => {
  const floor = objective.minimum;
  const height = Math.max(...paths.map(({ losses }) => losses[0])) - floor;
  // Where every run starts at the optimum, the lines of up to twice its loss are shown.
  const reach = objective.reach(height > 0 ? height : floor || 1);
  const start = Math.max(...paths.map((path) => largest(minus(begins(path), centre))));
  return reach.map((half) => (Number.isFinite(half) ? half : PATH_MARGIN * (start || 1)));
};

/** Return half-widths between the path's, which hide the bowl, and the bowl's. */
const autoHalfWidths = (objective, paths, centre) => {
  const path = pathHalfWidths(objective, paths, centre);
  const bowl = bowlHalfWidths(objective, paths, centre);
  const between = each((k) => Math.sqrt(path[k] / PATH_MARGIN) * Math.sqrt(bowl[k]));
  const roomy = Math.min(...each((k) => between[k] / path[k])) / ROOMIEST;
  return each((k) => Math.max(path[k], between[k] / Math.max(1, roomy)));
};

const WINDOWS = { auto: autoHalfWidths, path: pathHalfWidths, bowl: bowlHalfWidths };

/**
 * Return the window around the optimum and the paths.
 * @param {"auto"|"path"|"bowl"|Window} choice  Or the window itself.
 * @param {Objective} objective
 * @param {Path[]} paths
 * @returns {Window}
 */
export const chooseWindow = (choice, objective, paths) => {
  if (typeof choice !== "string") return choice;
  const centre = centreOf(objective, paths);
  const half = WINDOWS[choice](objective, paths, centre).map((width, k) => {
    // A window must have a width even where the path has none.
    const wide = Math.max(width, 1e-9 * Math.abs(centre[k]));
    return wide > 0 ? wide : 1;
  });
  const [m, b] = each((k) => [centre[k] - half[k], centre[k] + half[k]]);
  return checkedWindow({ m, b });
};

const checkedWindow = (window) => {
  for (const axis of ["m", "b"]) {
    const [low, high] = window[axis];
    const range = `${general(low)}:${general(high)}`;
    if (!Number.isFinite(high - low)) {
      throw new InputError(`the window's ${axis} range must be finite, got ${range}`);
    }
    if (!(low < high)) {
      throw new InputError(`the window's ${axis} range must go from less to more, got ${range}`);
    }
  }
  return window;
};

/**
 * Return the window made as wide as high, about its middle.
 * @param {Window} window
 * @returns {Window}
 */
export const squared = ({ m, b }) => {
  const half = Math.max(m[1] - m[0], b[1] - b[0]) / 2;
  const about = ([low, high]) => [(low + high) / 2 - half, (low + high) / 2 + half];
  return checkedWindow({ m: about(m), b: about(b) });
};

// The loss over a window.

/**
 * Samples of the loss: loss[i * M + j] at slope m[j] and intercept b[i].
 * @typedef {object} Surface
 * @property {Float64Array} m  Slopes, ascending and evenly spaced, shape (M,).
 * @property {Float64Array} b  Intercepts, likewise, shape (B,).
 * @property {Float64Array} loss  Shape (B, M), flat.
 * @property {Window} window  What it covers.
 */

/**
 * Return the loss on grid x grid points that span the window.
 * @param {Objective} objective
 * @param {Window} window
 * @param {number} grid
 * @returns {Surface}
 */
export const sampleSurface = (objective, window, grid) => {
  const [m, b] = [linspace(...window.m, grid), linspace(...window.b, grid)];
  const loss = objective.grid(m, b);
  if (!loss.every(Number.isFinite)) {
    throw new InputError("the loss exceeds what a float64 can hold: choose a smaller window");
  }
  return { m, b, loss, window };
};

/**
 * Return the loss at a place, linear between the samples; NaN stays NaN.
 * @param {Surface} surface
 * @param {number} m
 * @param {number} b
 * @returns {number}
 */
export const surfaceAt = (surface, m, b) => {
  const [columns, rows] = [surface.m.length, surface.b.length];
  const place = (value, axis) =>
    (value - axis[0]) * ((axis.length - 1) / (axis[axis.length - 1] - axis[0]));
  const [column, row] = [place(m, surface.m), place(b, surface.b)];
  if (!Number.isFinite(column + row)) return NaN;
  const j = Math.min(Math.max(Math.trunc(column), 0), columns - 2);
  const i = Math.min(Math.max(Math.trunc(row), 0), rows - 2);
  const [right, up] = [column - j, row - i];
  const across = (from) =>
    surface.loss[from] * (1 - right) + surface.loss[from + 1] * right;
  return across(i * columns + j) * (1 - up) + across((i + 1) * columns + j) * up;
};

// The loss spans orders of magnitude; this many of them, from the highest down, are told apart.
const DECADES = 3.2;
const LEVELS = 13;

/**
 * Return the surface as shares of the colour map and levels, logarithmic above the least loss.
 * @param {Surface} surface
 * @param {number} minimum  The objective's.
 * @returns {{shares: Float64Array, levels: Float64Array, steps: Float64Array}}  Where on the colour
 *   map each sample is, 0 to 1, shape (B, M), flat; losses at which level lines run, ascending,
 *   shape (L,); and where on the colour map these are. A flat surface has no levels.
 */
export const relief = ({ loss }, minimum) => {
  const highest = most(loss) - minimum;
  const lowest = Math.max(least(loss) - minimum, highest * 10 ** -DECADES);
  if (!(lowest < highest)) {
    const none = new Float64Array(0);
    return { shares: new Float64Array(loss.length), levels: none, steps: none };
  }
  const span = Math.log(highest / lowest);
  const steps = Float64Array.from({ length: LEVELS }, (_, k) => (k + 1) / (LEVELS + 1));
  return {
    shares: loss.map((value) => Math.log(Math.max(value - minimum, lowest) / lowest) / span),
    levels: steps.map((step) => minimum + lowest * Math.exp(step * span)),
    steps,
  };
};

/**
 * Return the lines along which a surface has a level, by marching squares.
 * @param {Surface} surface
 * @param {number} level
 * @returns {Float64Array[]}  A polyline each, points (k, 2) flat; of a ring the last is the first.
 */
export const contourLines = (surface, level) => {
  const neighbours = crossings(surface, level);
  const place = (edge) => crossingAt(surface, level, edge);
  // Lines that end at the window's sides first: what is left are rings.
  const ends = [...neighbours.keys()].filter((edge) => neighbours.get(edge).length === 1);
  const seen = new Set();
  return [...ends, ...neighbours.keys()].flatMap((first) =>
    seen.has(first) ? [] : [flat(followed(neighbours, first, seen).map(place))],
  );
};

/**
 * Return the edges of the grid that a level crosses, each with those that lines lead to from it.
 * An edge is numbered 2 * sample if it leads right from that sample, and one more if up.
 */
const crossings = ({ m, loss }, level) => {
  const columns = m.length;
  const neighbours = new Map();
  const join = (one, other) => {
    for (const [from, to] of [[one, other], [other, one]]) {
      if (neighbours.has(from)) neighbours.get(from).push(to);
      else neighbours.set(from, [to]);
    }
  };
  for (let here = 0; here < loss.length - columns; here += 1) {
    if (here % columns === columns - 1) continue;
    const above = here + columns;
    const higher = loss[here] > level;
    const alike = loss[here + 1] > level === higher && loss[above] > level === higher;
    if (alike && loss[above + 1] > level === higher) continue;
    const around = [loss[here], loss[here + 1], loss[above + 1], loss[above]];
    const sides = around.map((value) => value > level);
    const edges = [2 * here, 2 * here + 3, 2 * above, 2 * here + 1];
    const crossed = edges.filter((_, k) => sides[k] !== sides[(k + 1) % 4]);
    if (crossed.length === 2) join(...crossed);
    if (crossed.length === 4) {
      // On a saddle the middle tells which corners belong together.
      const middle = total(around) / 4 > level;
      const shift = middle === sides[0] ? 0 : 3;
      join(edges[shift], edges[(shift + 1) % 4]);
      join(edges[(shift + 2) % 4], edges[(shift + 3) % 4]);
    }
  }
  return neighbours;
};

/** Return the edges along a line from its first, and remember that they have been. */
const followed = (neighbours, first, seen) => {
  const edges = [];
  let edge = first;
  while (edge !== undefined) {
    edges.push(edge);
    seen.add(edge);
    edge = neighbours.get(edge).find((other) => !seen.has(other));
  }
  const last = neighbours.get(edges.at(-1));
  return edges.length > 2 && last.includes(first) ? [...edges, first] : edges;
};

const crossingAt = ({ m, b, loss }, level, edge) => {
  const from = Math.floor(edge / 2);
  const up = edge % 2 === 1;
  const to = up ? from + m.length : from + 1;
  const share = (level - loss[from]) / (loss[to] - loss[from]);
  const [j, i] = [from % m.length, Math.floor(from / m.length)];
  return up
    ? [m[j], b[i] + share * (b[i + 1] - b[i])]
    : [m[j] + share * (m[j + 1] - m[j]), b[i]];
};

// The descent as a line that lies on the surface.

// Points at which a step is laid on the surface: enough to look curved, fewer where the steps
// themselves are many.
const TRACE_POINTS = 4000;
const TRACE_DENSEST = 16;
// Losses of so many points of data may be summed for a trace while someone waits; beyond, its
// height is read off the surface that is drawn.
const MOST_SUMMED = 1e6;

/**
 * Return the parts of a path that lie in the window, sampled along its steps.
 * @param {Float64Array} path  Shape (T + 1, 2), flat.
 * @param {Window} window
 * @returns {{params: Float64Array, samples: number}}  Points (T, S, 2), flat, S of each step. NaN
 *   for the whole of a step outside, and for the last point of one that leaves: the line breaks.
 */
export const clipSteps = (path, window) => {
  const count = path.length / 2 - 1;
  const dense = Math.floor(TRACE_POINTS / Math.max(1, count));
  const pieces = Math.min(Math.max(dense, 1), TRACE_DENSEST);
  const shares = linspace(0, 1, pieces + 1);
  const samples = pieces + 2;
  const params = new Float64Array(count * samples * 2).fill(NaN);
  for (let row = 0; row < count; row += 1) {
    const begin = [path[2 * row], path[2 * row + 1]];
    const step = minus([path[2 * row + 2], path[2 * row + 3]], begin);
    const part = inside(begin, step, window);
    if (part) {
      const [enters, leaves] = part;
      const points = Array.from(shares, (share) =>
        plus(begin, times(enters + (leaves - enters) * share, step)),
      );
      // What follows a step that leaves the window begins elsewhere.
      if (!(leaves < 1)) points.push(points.at(-1));
      params.set(points.flat(), 2 * row * samples);
    }
  }
  return { params, samples };
};

/** Return the shares of a step at which it enters and leaves a window (Liang and Barsky, 1984). */
const inside = (begin, step, window) => {
  let [enters, leaves] = [0, 1];
  for (const [k, [low, high]] of [window.m, window.b].entries()) {
    if (step[k] === 0) {
      if (begin[k] < low || begin[k] > high) return null;
    } else {
      const shares = [(low - begin[k]) / step[k], (high - begin[k]) / step[k]];
      enters = Math.max(enters, Math.min(...shares));
      leaves = Math.min(leaves, Math.max(...shares));
    }
  }
  return enters < leaves ? [enters, leaves] : null;
};

/**
 * Return a clipped path with its losses.
 * @param {Objective} objective
 * @param {Float64Array} path  Shape (T + 1, 2), flat.
 * @param {Surface} surface  Whose window it is clipped to.
 * @returns {{params: Float64Array, losses: Float64Array, samples: number}}  As clipSteps, with the
 *   losses (T, S), flat.
 */
export const traceSteps = (objective, path, surface) => {
  const { params, samples } = clipSteps(path, surface.window);
  const dear = (objective.evaluated * params.length) / 2 > MOST_SUMMED;
  const height = dear ? (m, b) => surfaceAt(surface, m, b) : objective.value;
  const losses = Float64Array.from({ length: params.length / 2 }, (_, place) =>
    height(params[2 * place], params[2 * place + 1]),
  );
  return { params, losses, samples };
};

// ---- Drawing ----------------------------------------------------------------------------------

/**
 * The drawing half of the player: the picture of a film's frame on a 2D canvas, at any size.
 *
 * All lengths are points, which are pixels of a frame of 1280 x 720, counted from the upper left
 * corner; the plan says how many pixels a point has. Pairs of numbers lie flat in Float64Arrays, as
 * in the computing half. What a state holds is never changed but replaced, so that what has been
 * worked out from it can be kept for as long as it is the same object.
 *
 * @typedef {[number, number]} Pair
 * @typedef {{left: number, top: number, width: number, height: number}} Box
 * @typedef {{width: number, height: number, dpr: number, scale: number, pixel: number,
 *   across: number, down: number, least: number}} Plan  Width and height in CSS pixels, device
 *   pixels in one of them, CSS and device pixels in a point, and width and height in points.
 * @typedef {{elevation: number, azimuth: number}} Camera  Degrees, as in the film.
 */


// Numbers.

const clamp = (value, low, high) => Math.min(Math.max(value, low), high);
const between = (from, to, share) => from + (to - from) * share;
const radians = (degrees) => (degrees * Math.PI) / 180;
const evenly = (low, high, count) =>
  Array.from({ length: count }, (_, k) => between(low, high, count > 1 ? k / (count - 1) : 0));
/** Return where a value is on the straight line through two points, level beyond them. */
const ramp = (value, [x0, x1], [y0, y1]) => between(y0, y1, clamp((value - x0) / (x1 - x0), 0, 1));
/** Return the least and the greatest of those values that are finite. */
const extremes = (values) => {
  let [low, high] = [Infinity, -Infinity];
  for (const value of values) {
    if (value < low && value > -Infinity) low = value;
    if (value > high && value < Infinity) high = value;
  }
  return [low, high];
};
const widened = ([low, high], margin = 0.05) => {
  const extra = margin * (high - low) || 0.5 * Math.abs(low) || 1;
  return [low - extra, high + extra];
};
const pairAt = (flat, row) => [flat[2 * row], flat[2 * row + 1]];
const pairsOf = (flat) => Array.from({ length: flat.length / 2 }, (_, row) => pairAt(flat, row));
const finitePair = (pair) => Number.isFinite(pair[0]) && Number.isFinite(pair[1]);
const bytesOf = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));

/** Keep what a function returns for as long as all it is given is the same as the last time. */
const remembered = (work) => {
  let [given, result] = [null, undefined];
  return (...now) => {
    if (given?.length !== now.length || now.some((value, place) => value !== given[place])) {
      result = work(...now);
      given = now;
    }
    return result;
  };
};

// Numbers as text.

const MINUS = "\u2212";
const RAISED = {
  "-": "⁻",
  0: "⁰",
  1: "¹",
  2: "²",
  3: "³",
  4: "⁴",
  5: "⁵",
  6: "⁶",
  7: "⁷",
  8: "⁸",
  9: "⁹",
};
const NUMBER_DIGITS = 3;
// Beyond these, a number reads better as a power of ten.
const MOST_DECIMALS = 4;
const MOST_CHARACTERS = 7;
const MOST_EQUATION_DECIMALS = 6;
const LONG_NUMBER = 1e5;

const powerOfTen = (exponent) => `10${[...String(exponent)].map((char) => RAISED[char]).join("")}`;
const withMinus = (text) => text.replace("-", MINUS);
const order = (value) => Math.floor(Math.log10(value) + 1e-12);

/** Return a value with three digits, as a power of ten where it would be long. */
const shortNumber = (value) => {
  if (!Number.isFinite(value)) return "–";
  if (!value) return "0";
  const [mantissa, power] = value
    .toExponential(NUMBER_DIGITS - 1)
    .split("e")
    .map(String);
  const exponent = Number(power);
  if (exponent > -MOST_DECIMALS && exponent < MOST_CHARACTERS - 1) {
    return withMinus(value.toFixed(Math.max(0, NUMBER_DIGITS - 1 - exponent)));
  }
  return `${withMinus(mantissa)}×${powerOfTen(exponent)}`;
};

/**
 * Return the formatter of numbers that follow one another in the same place.
 * @param {number} typical  One that matters.
 * @param {number} largest
 * @returns {(value: number) => string}
 */
const numberFormat = (typical, largest) => {
  const decimals = Math.max(0, NUMBER_DIGITS - 1 - order(typical || largest || 1));
  const short = decimals <= MOST_DECIMALS && largest < 10 ** (MOST_CHARACTERS - decimals);
  return short ? (value) => withMinus(value.toFixed(decimals)) : shortNumber;
};

/** Return the formatter of a parameter: for all its values as many decimals as suit the last. */
const parameterFormat = (values) => {
  const largest = Math.max(...extremes(values).map(Math.abs));
  const typical = Math.max(Math.abs(values.at(-1)), 0.05 * largest) || 1;
  const decimals = Math.max(0, NUMBER_DIGITS - 1 - order(typical));
  if (decimals > MOST_EQUATION_DECIMALS || !(largest < LONG_NUMBER)) return shortNumber;
  // Of what rounds to zero the sign would be left.
  return (value) => withMinus((Number(value.toFixed(decimals)) + 0).toFixed(decimals));
};

const grouped3 = (value, decimals = 0) =>
  value.toFixed(decimals).replace(/\B(?=(\d{3})+(?!\d))/g, ",");

/** Return the label of a tick on a log axis: plain where that is short. */
const logLabel = (value) => {
  const exponent = Math.floor(Math.log10(value) + 1e-9);
  if (exponent >= -3 && exponent <= 4)
    return exponent < 0 ? value.toFixed(-exponent) : grouped3(value);
  const mantissa = Math.round(value / 10 ** exponent);
  return mantissa === 1 ? powerOfTen(exponent) : `${mantissa}×${powerOfTen(exponent)}`;
};

/** Return a sentence of the film's words with its places filled. */
const filled = (form, places) => form.replace(/\{(\w+)\}/g, (_, place) => String(places[place]));

/** Return what the label of a loss is called in the picture's language. */
const termOf = (words, label) =>
  Object.entries(words.terms ?? {}).reduce(
    (text, [english, term]) => text.replaceAll(english, term),
    label,
  );

// Colours.

const rgbOf = (hex) => [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));
const cssOf = ([red, green, blue], opacity = 1) =>
  `rgba(${Math.round(red)},${Math.round(green)},${Math.round(blue)},${opacity})`;
const transparent = (hex, opacity) => cssOf(rgbOf(hex), opacity);
const mapColour = (map, share) => {
  const place = 3 * Math.min(255, Math.trunc(clamp(share, 0, 1) * 256));
  return [map[place], map[place + 1], map[place + 2]];
};

// Level lines are a lighter tone of what they run on: this much further along the colour map at
// its dark end, and that much at its light end.
const LIGHTER = [0.24, 0.11];
const LEVEL_OPACITY = 0.85;

/** Return the number by whose differences colours stand out from one another (WCAG 2.2). */
const brightness = (rgb) => {
  const [red, green, blue] = rgb.map((part) => (part / 255) ** 2.2);
  return Math.log(0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05);
};

/** Return the colours of level lines at steps (L,) of the colour map. */
const levelColours = (steps, map, inks) =>
  Array.from(steps, (step) => {
    if (!inks.length) return mapColour(map, step + between(...LIGHTER, step));
    const ground = brightness(mapColour(map, step));
    const apart = (ink) => Math.abs(brightness(rgbOf(ink)) - ground);
    return rgbOf(inks.reduce((best, ink) => (apart(ink) > apart(best) ? ink : best)));
  });

// Type.

const RULED_AT = 100;
const rulerOf = remembered(() => new OffscreenCanvas(1, 1).getContext("2d"));
const ruled = new Map();

const fontOf = (theme, size, bold) => {
  const families = [...theme.fonts, "DejaVu Sans", "Verdana"].map((name) => JSON.stringify(name));
  return `${bold ? "bold " : ""}${size}px ${families.join(",")}, sans-serif`;
};

/** Return how many points wide a text is; measured large, so that rounding does not show. */
const textWidth = (text, theme, size = theme.text_size, bold = false) => {
  const key = `${bold}|${theme.fonts}|${text}`;
  if (!ruled.has(key)) {
    if (ruled.size > 5000) ruled.clear();
    rulerOf().font = fontOf(theme, RULED_AT, bold);
    ruled.set(key, rulerOf().measureText(text).width / RULED_AT);
  }
  return ruled.get(key) * size;
};

/** Return a text, cut and ended by an ellipsis if it is wider than so many points. */
const shortened = (text, width, theme, size = theme.text_size, bold = false) => {
  const clean = text.replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, " ").trim();
  if (textWidth(clean, theme, size, bold) <= width) return clean;
  const chars = [...clean];
  let [fits, breaks] = [0, chars.length];
  while (breaks - fits > 1) {
    const middle = (fits + breaks) >> 1;
    const cut = `${chars.slice(0, middle).join("")}…`;
    if (textWidth(cut, theme, size, bold) <= width) fits = middle;
    else breaks = middle;
  }
  return `${chars.slice(0, fits).join("").trimEnd()}…`;
};

// Ticks.

// Powers of ten that tick labels write out; beyond them the axis's name tells a common factor.
const PLAIN_POWERS = [-3, 5];
const USUAL_STEPS = [1, 2, 2.5, 5, 10];
const MOST_BINS = 9;

/**
 * Return ticks at round numbers within a range.
 * @param {Pair} range
 * @param {number} bins  In how many parts at most they divide it.
 * @param {number[]} [steps]  Multiples of powers of ten that they may be apart.
 * @param {boolean} [whole]  Whether they must be whole numbers.
 * @returns {number[]}
 */
const roundTicks = ([low, high], bins, steps = USUAL_STEPS, whole = false) => {
  const scale = 10 ** Math.floor(Math.log10((high - low) / bins));
  const all = [...steps.slice(0, -1).map((step) => step / 10), ...steps, 10 * steps[1]]
    .map((step) => step * scale)
    .filter((step) => !whole || step < 1 || Math.abs(step - Math.round(step)) < 0.001);
  const first = all.findIndex((step) => step >= ((high - low) / bins) * (1 - 1e-12));
  for (const step of all.slice(0, first + 1).reverse()) {
    const apart = whole && Math.floor(high) - Math.ceil(low) >= 1 ? Math.max(1, step) : step;
    const slack = 1e-9 * (high - low);
    const from = Math.ceil((low - slack) / apart);
    const to = Math.floor((high + slack) / apart);
    if (to - from >= 1) return Array.from({ length: to - from + 1 }, (_, k) => (from + k) * apart);
  }
  return [low];
};

/**
 * Return how ticks are written, and the factor or the sum that the axis's name has to tell.
 * @param {number[]} ticks
 * @param {Pair} range
 * @returns {{labels: string[], factor: string}}
 */
const writtenTicks = (ticks, [low, high]) => {
  const offset = commonOffset(ticks);
  const largest = Math.max(...ticks.map(Math.abs));
  const power = order(offset ? high - low : largest || 1);
  const plain = power > PLAIN_POWERS[0] && power < PLAIN_POWERS[1];
  const unit = plain ? 1 : 10 ** power;
  const shown = ticks.map((tick) => (tick - offset) / unit);
  const decimals = decimalsOf(shown);
  const sum = offset ? `${offset > 0 ? "+" : ""}${withMinus(writtenOffset(offset))}` : "";
  const factor = plain ? "" : `×1e${withMinus(String(power))}`;
  return {
    labels: shown.map((value) => withMinus((value + 0).toFixed(decimals))),
    factor: factor + sum ? ` (${factor}${sum})` : "",
  };
};

const writtenOffset = (offset) =>
  Math.abs(offset) < 1e6 ? String(offset) : offset.toExponential().replace("e+", "e");

/** Return what is worth taking off all ticks: leading digits, four or more, that they share. */
const commonOffset = (ticks) => {
  const [low, high] = extremes(ticks);
  if (low === high || low * high <= 0) return 0;
  const [least, most] = [Math.abs(low), Math.abs(high)].sort((a, b) => a - b);
  const cut = (value, power) => Math.floor(value / 10 ** power);
  let power = Math.ceil(Math.log10(most));
  while (cut(least, power) === cut(most, power)) power -= 1;
  power += 1;
  const shared = cut(most, power);
  return shared >= 1000 ? Math.sign(low) * shared * 10 ** power : 0;
};

const decimalsOf = (values) => {
  const [low, high] = extremes(values);
  const spread = high - low || Math.max(Math.abs(low), Math.abs(high)) || 1;
  const size = Math.floor(Math.log10(spread));
  let decimals = Math.max(0, 3 - size);
  const exact = (digits) =>
    values.every((value) => Math.abs(value - Number(value.toFixed(digits))) < 1e-3 * 10 ** size);
  while (decimals > 0 && exact(decimals - 1)) decimals -= 1;
  return decimals;
};

// Multiples of powers of ten that may have labels, and how close two of them are in decades.
const LOG_STEPS = [
  [[1, 2, 5], 0.3],
  [[1, 3], 0.47],
  [[1], 1],
];

/** Return which multiples of powers of ten have labels; within two decades powers are too few. */
const logSteps = (low, high, room) => {
  if (high - low > 2) return [1];
  const within = (steps) =>
    evenly(Math.floor(low), Math.ceil(high), Math.ceil(high) - Math.floor(low) + 1).flatMap(
      (decade) =>
        steps.map((step) => decade + Math.log10(step)).filter((at) => at >= low && at <= high),
    );
  const fitting = LOG_STEPS.find(
    ([steps, closest]) => closest * room >= high - low && within(steps).length >= 2,
  );
  return (fitting ?? LOG_STEPS[0])[0];
};

/**
 * Return ticks of a log axis.
 * @param {Pair} range  Its limits as powers of ten.
 * @param {number} height  Its length in points.
 * @param {number} size  Of its labels.
 * @returns {number[]}
 */
const logTicks = ([low, high], height, size) => {
  const steps = logSteps(low, high, height / (1.5 * size));
  const [first, last] = [Math.ceil(low), Math.floor(high)];
  const most = Math.max(2, Math.floor(height / (2.2 * size)));
  if (steps.length > 1) {
    return evenly(first - 1, last, last - first + 2)
      .flatMap((decade) => steps.map((step) => step * 10 ** decade))
      .filter((value) => Math.log10(value) >= low && Math.log10(value) <= high);
  }
  const stride = strideOf(last - first + 1, most);
  const begin = Math.ceil(first / stride) * stride;
  const aligned = Math.floor((last - begin) / stride) + 1;
  const from = aligned >= Math.floor((last - first) / stride) ? begin : first;
  const count = Math.max(0, Math.floor((last - from) / stride) + 1);
  return Array.from({ length: count }, (_, k) => 10 ** (from + k * stride));
};

/** Return how many decades ticks are apart of which there may be so many. */
const strideOf = (decades, most) => {
  const least = Math.floor(decades / (most + 1)) + 1;
  const count = Math.min(most, Math.ceil(decades / least));
  if (count < 2) return Math.max(1, decades);
  const widest = Math.floor((decades - 1) / (count - 1));
  return Math.max(1, widest < decades / count ? Math.floor(decades / count) : widest);
};

const DAY_MS = 86_400_000;
const DAY_STEPS = [1, 2, 7, 14];
const MONTH_STEPS = [1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1200];
const HOUR_STEPS = [1, 2, 3, 6, 12];

/** Return the ticks of an axis of dates: {places, labels, factor}, in days since the first. */
const dateTicks = (first, range, width, theme, words) => {
  const zero = Date.parse(first.length > 10 ? `${first.slice(0, 19)}Z` : `${first}T00:00Z`);
  const [start, end] = range.map((days) => zero + days * DAY_MS);
  const room = Math.max(width - 80, width / 2);
  const candidates = [
    ...HOUR_STEPS.map((step) => () => evenMoments(start, end, (step * DAY_MS) / 24, 0)),
    ...DAY_STEPS.map((step) => () => evenMoments(start, end, step * DAY_MS, 4 * DAY_MS)),
    ...MONTH_STEPS.map((step) => () => monthMoments(start, end, step)),
  ];
  let ticks = { places: [], labels: [], factor: "" };
  for (const [place, moments] of candidates.entries()) {
    const step =
      place < HOUR_STEPS.length
        ? "hour"
        : place < HOUR_STEPS.length + DAY_STEPS.length
          ? "day"
          : "month";
    if ((end - start) / DAY_MS > 8 * daysOf(place)) continue;
    const found = moments();
    if (!found.length) continue;
    ticks = { ...saidDates(found, step, words), places: found.map((at) => (at - zero) / DAY_MS) };
    const apart = (room / (range[1] - range[0])) * (ticks.places[1] - ticks.places[0]);
    const widest = Math.max(...ticks.labels.map((label) => textWidth(label, theme)));
    if (found.length === 1 || apart >= widest + 14) break;
  }
  return ticks;
};

const daysOf = (place) =>
  [...HOUR_STEPS.map((step) => step / 24), ...DAY_STEPS, ...MONTH_STEPS.map((step) => 31 * step)][
    place
  ];

const evenMoments = (start, end, step, origin) => {
  const from = Math.ceil((start - origin) / step) * step + origin;
  const count = Math.max(0, Math.floor((end - from) / step) + 1);
  return Array.from({ length: Math.min(count, 64) }, (_, k) => from + k * step);
};

const monthMoments = (start, end, step) => {
  const monthOf = (time) => {
    const date = new Date(time);
    return 12 * date.getUTCFullYear() + date.getUTCMonth();
  };
  const from = Math.ceil(monthOf(start) / step) * step;
  const moments = [];
  for (let month = from; month <= monthOf(end); month += step) {
    const at = Date.UTC(Math.floor(month / 12), month % 12, 1);
    if (at >= start) moments.push(at);
  }
  return moments;
};

const saidDates = (moments, step, words) => {
  const dates = moments.map((at) => new Date(at));
  const years = dates.map((date) => date.getUTCFullYear());
  const [first, last] = [years[0], years.at(-1)];
  const said =
    first === last ? filled(words.year, { year: first }) : filled(words.years, { first, last });
  const month = (date) => words.months[date.getUTCMonth()];
  const day = (date) => filled(words.day, { day: date.getUTCDate(), month: month(date) });
  if (step === "month") {
    const whole = dates.every((date) => date.getUTCMonth() === 0);
    const label = (date, year) =>
      date.getUTCMonth() === 0 && (first !== last || whole)
        ? filled(words.year, { year })
        : month(date);
    const labels = dates.map((date, place) => label(date, years[place]));
    return { labels, factor: first === last && !whole ? ` (${said})` : "" };
  }
  const time = (date) =>
    date.getUTCHours() ? `${String(date.getUTCHours()).padStart(2, "0")}:00` : day(date);
  return { labels: dates.map(step === "day" ? day : time), factor: ` (${said})` };
};

// The plan: how large everything is.

const USUAL_SIZE = [1280, 720];
const EDGE = 28;
const NARROW_EDGE = 12;
const GAP = 20;
// On a page type is never smaller than this, in CSS pixels.
const SMALLEST_TYPE = 12;
// A frame narrower than this share of its height, or than so many points, stacks its panels; one
// wider than that sets them in a row.
const PORTRAIT = 0.8;
const PANORAMA = 2.3;
const TWO_COLUMNS = 640;
const ROW_PANEL = 240;
// Each panel's share of a column's height, and what it needs to show something, in points; on a
// narrow page, which may be scrolled, the surface needs no more than it can fill.
const SHARES = { surface: 2.9, contour: 1, fit: 1, loss: 1 };
const NARROW_SHARES = { surface: 1.6, contour: 1.1, fit: 1.1, loss: 0.8 };
const LEAST_HEIGHTS = { surface: 210, contour: 150, fit: 150, loss: 112 };
// Below this height of any panel the film's shares are not kept.
const FILM_LEAST = 112;
const NARROW_HEIGHTS = { surface: 330, contour: 250, fit: 240, loss: 170 };
// Heights of the title row, and of each further row, in letters.
const HEADER_ROW = 3;
const MORE_ROW = 1.5;

/**
 * Return how large a picture is.
 * @param {{width: number, height?: number}} size  What there is, in CSS pixels; without a height
 *   the usual shape, or as much as stacked panels need.
 * @param {object} payload
 * @param {number} [dpr]  Device pixels in a CSS pixel.
 * @returns {Plan}  Its height may be more than there is, where less would show nothing.
 */
export const planView = (size, payload, dpr = 1) => {
  const { theme } = payload;
  const width = Math.max(size.width, 240);
  const wished = size.height || (width * USUAL_SIZE[1]) / USUAL_SIZE[0];
  const smallest = SMALLEST_TYPE / Math.min(theme.text_size, 0.68 * theme.headline_size);
  const scale = Math.max(smallest, Math.sqrt((width * wished) / (USUAL_SIZE[0] * USUAL_SIZE[1])));
  const across = width / scale;
  const narrow = across < TWO_COLUMNS;
  const columns = panelColumns(payload, across, wished / scale);
  const heights = narrow ? NARROW_HEIGHTS : LEAST_HEIGHTS;
  const needs = columns.map((column) => viewTotal(column.map((name) => heights[name] + GAP)));
  const room = payload.layout === "grid" ? gridNeeds(payload, across) : Math.max(...needs);
  const least = room + outsideOf(payload, narrow);
  const height = Math.ceil(Math.max(wished, least * scale));
  const down = height / scale;
  return { width, height, dpr, scale, pixel: scale * dpr, across, down, least: least * scale };
};

const viewTotal = (numbers) => numbers.reduce((sum, number) => sum + number, 0);

/** Return about how much of the height the title row and the captions take. */
const outsideOf = ({ theme, title, captions, runs }, narrow) => {
  const rows = [title, narrow, (runs?.length ?? 1) > 1, captions?.length].filter(Boolean).length;
  return (HEADER_ROW + MORE_ROW * rows) * theme.headline_size;
};

const panelColumns = ({ panels }, across, down) => {
  const names = [...panels];
  const aspect = across / down;
  if (names.length === 1 || aspect < PORTRAIT || across < TWO_COLUMNS) return [names];
  const roomy = across / names.length >= ROW_PANEL;
  if ((aspect > PANORAMA || names.length === 2) && roomy) return names.map((name) => [name]);
  if (names.length === 2) return [names];
  return [[names[0], ...names.slice(3)], names.slice(1, 3)];
};

const edgeOf = (plan) => (plan.across < TWO_COLUMNS ? NARROW_EDGE : EDGE);

const insideOf = (plan, header, footer) => {
  const edge = edgeOf(plan);
  return {
    left: edge,
    top: header,
    width: plan.across - 2 * edge,
    height: plan.down - header - footer - EDGE * 0.7,
  };
};

/** Return the shares of a column's panels: the film's, unless one would have too little. */
const roomyShares = (names, height) => {
  const each = (height - GAP * (names.length - 1)) / viewTotal(names.map((name) => SHARES[name]));
  return names.some((name) => each * SHARES[name] < FILM_LEAST) ? LEAST_HEIGHTS : SHARES;
};

/** Return columns of cells: panels follow one another clockwise from the upper left. */
const sideBySide = (plan, payload, inside) => {
  const columns = panelColumns(payload, plan.across, plan.down);
  const width = (inside.width - GAP * (columns.length - 1)) / columns.length;
  const narrow = plan.across < TWO_COLUMNS;
  return columns.map((names, place) => {
    const shares = narrow ? NARROW_SHARES : roomyShares(names, inside.height);
    const whole = names.reduce((sum, name) => sum + shares[name], 0);
    const free = inside.height - GAP * (names.length - 1);
    let top = inside.top;
    return names.map((name) => {
      const height = (free * shares[name]) / whole;
      const cell = { left: inside.left + place * (width + GAP), top, width, height };
      top += height + GAP;
      return { name, cell };
    });
  });
};

// The layout that gives each run a map of its own: height of the panels below the maps as a share
// of the room, and the shape that a map is best in.
const STRIP = 0.3;
const LEAST_STRIP = 120;
const MOST_STRIP = 300;
const MAP_SHAPE = 1.35;
const LEAST_MAP = 180;

const gridNeeds = ({ runs = [] }, across) => {
  const columns = Math.max(1, Math.floor(across / 200));
  return LEAST_STRIP + GAP + Math.ceil(Math.max(1, runs.length) / columns) * (LEAST_MAP + GAP);
};

const cellsAlong = (begin, length, count) => {
  const each = (length - GAP * (count - 1)) / count;
  return Array.from({ length: count }, (_, place) => [begin + place * (each + GAP), each]);
};

/** Return columns of cells: maps, one for each run, and below them what shows all runs. */
const mapsInGrid = (plan, payload, inside, runs) => {
  const shared = payload.panels.filter((name) => name === "fit" || name === "loss");
  const strip = shared.length ? clamp(STRIP * inside.height, LEAST_STRIP, MOST_STRIP) : -GAP;
  const above = { ...inside, height: inside.height - strip - GAP };
  const columns = bestColumns(above, runs.length);
  const across = cellsAlong(above.left, above.width, columns);
  const down = cellsAlong(above.top, above.height, Math.ceil(runs.length / columns));
  const maps = across.map(([left, width], place) =>
    down
      .filter((_, row) => row * columns + place < runs.length)
      .map(([top, height], row) => ({
        name: "contour",
        cell: { left, top, width, height },
        own: row * columns + place,
        named: [(row + 1) * columns + place >= runs.length, place === 0],
      })),
  );
  const top = inside.top + inside.height - strip;
  const below = cellsAlong(inside.left, inside.width, shared.length || 1).map(
    ([left, width], place) => [{ name: shared[place], cell: { left, top, width, height: strip } }],
  );
  return shared.length ? [...maps, ...below] : maps;
};

const bestColumns = (room, count) => {
  const goodness = (columns) => {
    const width = (room.width - GAP * (columns - 1)) / columns;
    const rows = Math.ceil(count / columns);
    return Math.min(width / MAP_SHAPE, (room.height - GAP * (rows - 1)) / rows);
  };
  const choices = Array.from({ length: count }, (_, k) => k + 1);
  return choices.reduce((best, columns) => (goodness(columns) > goodness(best) ? columns : best));
};

// Runs: where they are at an epoch, and how they are told apart.

const PATH_WIDTH = 3;
const MARKER_SIZE = 12;
// Markers closer than this many points hide one another, unless those below are this much larger.
const MARKER_GAP = 7;
const MARKER_STEP = 6;

const reachedBy = (run, epoch) => clamp(epoch, 0, run.epochs);

/** Return what a run has at an epoch of numbers (E + 1,); in between, on the straight line. */
const valueAt = (values, epoch) => {
  const before = Math.min(Math.floor(epoch + 1e-9), values.length - 1);
  const share = Math.max(0, epoch - before);
  if (share < 1e-9 || before + 1 >= values.length) return values[before];
  return between(values[before], values[before + 1], share);
};
const pairAtEpoch = (flat, epoch) => {
  const last = flat.length / 2 - 1;
  const before = Math.min(Math.floor(epoch + 1e-9), last);
  const share = Math.max(0, epoch - before);
  const here = pairAt(flat, before);
  if (share < 1e-9 || before >= last) return here;
  return pairAt(flat, before + 1).map((next, axis) => between(here[axis], next, share));
};
const lossOf = (run, epoch) => valueAt(run.losses, reachedBy(run, epoch));
const paramsOf = (run, epoch) => pairAtEpoch(run.params, reachedBy(run, epoch));
const placeOfRun = (run, epoch) => pairAtEpoch(run.path, reachedBy(run, epoch));

/** Return the number of the run with the lowest loss; of equals the first. */
const leaderAt = (runs, epoch) => {
  const now = runs.map((run) => lossOf(run, epoch));
  return now.reduce((best, loss, place) => (loss < now[best] ? place : best), 0);
};

/** Return how each run is drawn: colour, width of its path, and size of its markers. */
const inksOf = (runs, theme) => {
  const last = runs.length - 1;
  const scale = last ? 0.8 : 1;
  const wider = Math.min(1.2, 3.2 / Math.max(1, last));
  return runs.map((run, place) => ({
    colour: run.colour ?? theme.runs[place % theme.runs.length],
    width: scale * PATH_WIDTH + wider * (last - place),
    scale,
  }));
};

/** Return sizes (R,) of markers under which each is seen around those that lie over it. */
const markerSizes = (places) =>
  places.map((place, number) => {
    const over = places.slice(number + 1).filter((other) => apartBy(place, other) < MARKER_GAP);
    return (places.length > 1 ? 0.8 : 1) * (MARKER_SIZE + MARKER_STEP * over.length);
  });
const apartBy = (a, b) => Math.hypot(a[0] - b[0], a[1] - b[1]);

/** Return which of some places (n,) lie so far from all kept before them. */
const thinnedRows = (places, gap) => {
  const cells = new Map();
  const kept = [];
  places.forEach((place, row) => {
    if (!finitePair(place)) return;
    const [column, line] = place.map((along) => Math.floor(along / gap));
    const near = [-1, 0, 1].some((i) =>
      [-1, 0, 1].some((j) =>
        (cells.get(`${column + i},${line + j}`) ?? []).some((other) => apartBy(other, place) < gap),
      ),
    );
    if (near) return;
    kept.push(row);
    const key = `${column},${line}`;
    cells.set(key, [...(cells.get(key) ?? []), place]);
  });
  return kept;
};

// The title row: words in places as wide as the widest that each of them says.

const LINE_HEIGHT = 1.5;
const HEADER_ABOVE = 12;
const HEADER_BELOW = 24;
const BETWEEN_HALVES = 2;
const ENTRIES_APART = 2.2;
const LEGEND = 0.68;
const LEGEND_LINE = 1.4;
const BELOW_LEGEND = 18;
const LEAST_LEGEND = 0.85;
const LABEL_WIDTH = 210;
const WORD_SPACE = 0.28;
const SWATCH = "●";

/** Return a word: what it says and its colour at an epoch, and all that may be the widest. */
const word = (says, colour, more = {}) => ({
  says: typeof says === "string" ? () => says : says,
  colour: typeof colour === "string" ? () => colour : colour,
  widest: typeof says === "string" ? [says] : [],
  bold: false,
  space: WORD_SPACE,
  side: "right",
  ...more,
});

/** Return the texts that may be the widest: one of each pattern, digits being equally wide. */
const patterns = (texts) => [...new Set(texts.map((text) => text.replace(/\d/g, "0")))];

const numbersTold = (values, format) => patterns(Array.from(values, format));

const epochWords = ({ runs, epochs, payload }) => {
  const { theme, words } = payload;
  const whole = (epoch) => String(Math.floor(epoch + 1e-9));
  const told = [
    word(words.before_epoch, theme.text, { bold: true, space: 0 }),
    word(whole, theme.text, { bold: true, widest: patterns([String(epochs)]) }),
    word(filled(words.after_epoch, { last: epochs }), theme.muted),
  ];
  const ending = endingOf(runs[0], words);
  if (runs.length > 1 || runs[0].stopped !== "diverged") return told;
  const says = (epoch) => (epoch >= runs[0].epochs ? ending : "");
  const look = { bold: true, space: 0.7, widest: [ending] };
  return [...told, word(says, inksOf(runs, theme)[0].colour, look)];
};

const endingOf = (run, words) => words[run.stopped] ?? "";

const lossWord = (run, format, colour, space = WORD_SPACE) =>
  word((epoch) => format(lossOf(run, epoch)), colour, {
    bold: true,
    space,
    widest: numbersTold(run.losses, format),
  });

const lossFormat = (runs) => {
  const ranges = runs.map((run) => extremes(run.losses));
  const least = Math.min(...ranges.map(([low]) => low));
  return (run) => numberFormat(least, extremes(run.losses)[1]);
};

const equationWords = ({ payload, objective }, params, at, space) => {
  const { theme } = payload;
  const column = (axis) =>
    Array.from({ length: params.length / 2 }, (_, row) => params[2 * row + axis]);
  const [m, b] = [column(0), column(1)];
  const [mFormat, bFormat] = [parameterFormat(m), parameterFormat(b)];
  const constant = (value) => `${value < 0 ? MINUS : "+"} ${bFormat(Math.abs(value))}`;
  return [
    word(objective.curved ? "logit y =" : "y =", theme.muted, { space }),
    word((epoch) => mFormat(at(epoch)[0]), theme.text, { widest: numbersTold(m, mFormat) }),
    word("x", theme.text),
    word((epoch) => constant(at(epoch)[1]), theme.text, {
      side: "left",
      widest: numbersTold(b, constant),
    }),
  ];
};

const lineWords = (state) => {
  const { runs, payload, objective } = state;
  const [run] = runs;
  const { colour } = inksOf(runs, payload.theme)[0];
  return [
    word(termOf(payload.words, objective.label), colour, { bold: true, space: 0 }),
    lossWord(run, lossFormat(runs)(run), colour),
    ...equationWords(state, run.params, (epoch) => paramsOf(run, epoch), 1.5),
  ];
};

const leaderWords = (state) => {
  const { runs, payload, epochs } = state;
  const inks = inksOf(runs, payload.theme);
  const leading = (epoch) => runs[leaderAt(runs, epoch)];
  const params = Float64Array.from(
    Array.from({ length: epochs + 1 }, (_, epoch) => paramsOf(leading(epoch), epoch)).flat(),
  );
  return [
    word(
      () => SWATCH,
      (epoch) => inks[leaderAt(runs, epoch)].colour,
      { space: 0, widest: [SWATCH] },
    ),
    ...equationWords(state, params, (epoch) => paramsOf(leading(epoch), epoch), 0.4),
  ];
};

const legendEntries = ({ runs, payload }) => {
  const { theme, words } = payload;
  const size = LEGEND * theme.headline_size;
  const inks = inksOf(runs, theme);
  const format = lossFormat(runs);
  const ended = runs.some((run) => endingOf(run, words));
  return runs.map((run, place) => {
    const ending = endingOf(run, words);
    const says = (epoch) => (epoch >= run.epochs ? ending : "");
    const entry = [
      word(SWATCH, inks[place].colour, { space: 0 }),
      word(shortened(run.label, LABEL_WIDTH, theme, size), theme.text, {
        space: 0.4,
        side: "left",
      }),
      lossWord(run, format(run), inks[place].colour, 0.6),
    ];
    const last = word(says, theme.muted, { space: 0.5, side: "left", widest: [ending] });
    return ended ? [...entry, last] : entry;
  });
};

const advancesOf = (words, size, theme) =>
  words.map(({ widest, space, bold }) => {
    const width = Math.max(0, ...widest.map((text) => textWidth(text, theme, size, bold)));
    return space * size + width;
  });

const rowOfWords = (words, left, baseline, size, theme) => {
  const advances = advancesOf(words, size, theme);
  return words.map((each, place) => {
    const begin = left + viewTotal(advances.slice(0, place));
    return {
      word: each,
      left: begin + each.space * size,
      right: begin + advances[place],
      baseline,
      size,
    };
  });
};

/**
 * Return the places of the legend's words in few even rows below a line of the title row.
 * @returns {object[]}
 */
const legendSpots = (entries, edge, room, above, theme) => {
  const size = LEGEND * theme.headline_size;
  const setting = entries.map((_, rows) => {
    const columns = Math.ceil(entries.length / (rows + 1));
    const widths = Array.from({ length: columns }, (_, column) => {
      const alike = entries.filter((_, place) => place % columns === column);
      const each = alike.map((entry) => advancesOf(entry, size, theme));
      return each[0].map((_, place) => Math.max(...each.map((row) => row[place])));
    });
    const needed = viewTotal(widths.flat()) + ENTRIES_APART * size * (columns - 1);
    return { columns, widths, needed };
  });
  const { columns, widths, needed } =
    setting.find((choice) => LEAST_LEGEND * choice.needed <= room) ?? setting.at(-1);
  const scale = Math.min(1, room / needed);
  const lefts = widths.map(
    (_, place) =>
      edge +
      scale *
        viewTotal(widths.slice(0, place).map((column) => viewTotal(column) + ENTRIES_APART * size)),
  );
  return entries.flatMap((entry, place) => {
    const [row, column] = [Math.floor(place / columns), place % columns];
    const baseline = above + LEGEND_LINE * size * (row + 1) + 0.3 * size;
    let left = lefts[column];
    return entry.map((each, number) => {
      const begin = left + scale * each.space * size;
      left += scale * widths[column][number];
      return { word: each, left: begin, right: left, baseline, size: scale * size };
    });
  });
};

/** Return where every word of the title row goes, and the height that it takes. */
const planHeader = (plan, state) => {
  const { payload, runs } = state;
  const { theme, title } = payload;
  const edge = edgeOf(plan);
  const room = plan.across - 2 * edge;
  const race = runs.length > 1;
  let groups = [epochWords(state), race ? leaderWords(state) : lineWords(state)];
  let widths = groups.map((group) => viewTotal(advancesOf(group, theme.headline_size, theme)));
  const gap = BETWEEN_HALVES * theme.headline_size;
  let oneRow = widths[0] + widths[1] + gap <= room;
  if (race && !oneRow) {
    // The legend says more than the leader's equation.
    [groups, widths, oneRow] = [[groups[0], []], [widths[0], 0], true];
  }
  const size = theme.headline_size * Math.min(1, room / Math.max(...widths));
  const first = HEADER_ABOVE + LINE_HEIGHT * size * (title ? 2 : 1);
  const overColumn = Math.min((plan.across + GAP) / 2, plan.across - edge - widths[1]);
  const left = oneRow ? Math.max(overColumn, edge + widths[0] + gap) : edge;
  let last = oneRow ? first : first + LINE_HEIGHT * size;
  const spots = [
    ...rowOfWords(groups[0], edge, first, size, theme),
    ...rowOfWords(groups[1], left, last, size, theme),
  ];
  if (race && payload.layout !== "grid") {
    spots.push(...legendSpots(legendEntries(state), edge, room, last, theme));
    last = spots.at(-1).baseline - HEADER_BELOW + BELOW_LEGEND;
  }
  const shown = title ? shortened(title, room, theme, size, true) : null;
  return { height: last + HEADER_BELOW, size, edge, title: shown, spots };
};

const CAPTION_SIZE = 0.8;
const CAPTION_ROW = 1.75;
const CAPTION_BELOW = 0.95;

const planCaptions = (plan, { captions = [], theme }) => {
  const room = plan.across - 2 * edgeOf(plan);
  const sorted = [...captions].sort((a, b) => a[0] - b[0]);
  const usual = CAPTION_SIZE * theme.headline_size;
  const widest = Math.max(1, ...sorted.map(([, text]) => textWidth(text, theme, usual)));
  // On a narrow page letters shrink before words are cut.
  const size = Math.min(usual, Math.max(theme.text_size, (usual * room) / widest));
  const lines = sorted.map(([epoch, text]) => [epoch, shortened(text, room, theme, size)]);
  return { height: lines.length ? CAPTION_ROW * size : 0, size, lines };
};

// Flat panels: their axes, and the room that ticks and labels need.

const TITLE_RISE = 7;
const UNDER_TITLE = 8;
const TICK_LENGTH = 4;
const TICK_PAD = 7.5;
const LABEL_PAD = 3;
const ROOM_FOR_LINES = 0.35;
const ROOM_FOR_GUESS = 1.5;
const BENDS = 97;
// Losses this much below the highest are rounding errors of an exact fit, not worth an axis.
const DEEPEST = 1e-16;
// Within less than this ratio a linear axis shows more.
const LOG_FROM = 8;
// Runs that diverge are shown up to this many times what the others reach.
const FAR_ABOVE = 10;

const across = ({ box, x }, value) =>
  box.left + ((value - x.range[0]) / (x.range[1] - x.range[0])) * box.width;
const upward = ({ box, y }, value) =>
  box.top + box.height - ((value - y.range[0]) / (y.range[1] - y.range[0])) * box.height;
const onPanel = (panel, [x, y]) => [across(panel, x), upward(panel, y)];
/** Return what is at a point of a panel, in the units of its axes. */
const offPanel = ({ box, x, y }, [left, top]) => [
  between(...x.range, (left - box.left) / box.width),
  between(...y.range, (box.top + box.height - top) / box.height),
];
const holds = ({ left, top, width, height }, [x, y], slack = 0) =>
  x >= left - slack && x <= left + width + slack && y >= top - slack && y <= top + height + slack;

const windowOf = ({ m, b }) => ({ m: [m[0], m.at(-1)], b: [b[0], b.at(-1)] });
const inWindow = ({ m, b }, [slope, intercept]) =>
  slope >= m[0] && slope <= m[1] && intercept >= b[0] && intercept <= b[1];

const predictOf = ({ objective }) =>
  objective.curved ? (x, [m, b]) => 1 / (1 + Math.exp(-(m * x + b))) : (x, [m, b]) => m * x + b;

const roundAxis = (range, length, perTick, name, theme) => {
  const bins = clamp(Math.floor(length / (perTick * theme.text_size)), 1, MOST_BINS);
  const ticks = roundTicks(range, bins);
  const { labels, factor } = writtenTicks(ticks, range);
  return { range, ticks, labels, name: nameWithin(name, factor, length, theme) };
};

const nameWithin = (name, factor, length, theme) =>
  name ? shortened(name, 0.75 * length - textWidth(factor, theme), theme) + factor : factor.trim();

const planeNames = ({ standardized, payload: { words } }) =>
  standardized ? [words.slope_scaled, words.intercept_scaled] : [words.slope, words.intercept];

const contourAxes = (box, state, named = [true, true]) => {
  const { theme } = state.payload;
  const { m, b } = windowOf(state.surface);
  const names = planeNames(state).map((name, axis) => (named[axis] ? name : ""));
  return {
    x: roundAxis(m, box.width, 3, names[0], theme),
    y: roundAxis(b, box.height, 2, names[1], theme),
  };
};

/** Return the ranges of x and y that all points, or the cells that hold them, are in. */
const dataExtent = ({ data, payload }) => {
  const { density, complete, x_range, y_range } = payload.data;
  if (density) return [density.x_range, density.y_range];
  if (!data.x?.length || complete === false) return [x_range, y_range];
  return [extremes(data.x), extremes(data.y)];
};

/** Return the range of the data, and of the lines as far as there is room for them. */
const fitRange = (state, [xRange, yRange]) => {
  const predict = predictOf(state);
  let [low, high] = yRange;
  const include = (params, share) => {
    const fitted = params.flatMap((each) => xRange.map((x) => predict(x, each)));
    const [least, most] = extremes(fitted.filter(Number.isFinite));
    const room = share * (yRange[1] - yRange[0]);
    // Room in which nothing would be seen all the same is the data's.
    if (!(least <= yRange[1] + room && most >= yRange[0] - room)) return;
    low = Math.min(low, Math.max(least, yRange[0] - room));
    high = Math.max(high, Math.min(most, yRange[1] + room));
  };
  for (const run of state.runs) {
    const params = pairsOf(run.params);
    include(params, ROOM_FOR_LINES);
    include(params.slice(0, 1), ROOM_FOR_GUESS);
  }
  return widened([low, high]);
};

const fitAxes = (box, state) => {
  const { theme, data, words } = state.payload;
  const extent = dataExtent(state);
  const range = widened(extent[0]);
  const y = roundAxis(fitRange(state, extent), box.height, 2, data.y_name, theme);
  if (!data.dates) return { x: roundAxis(range, box.width, 3, data.x_name, theme), y };
  const { places, labels, factor } = dateTicks(data.dates, range, box.width, theme, words);
  return {
    x: { range, ticks: places, labels, name: nameWithin(data.x_name, factor, box.width, theme) },
    y,
  };
};

/** Return the highest loss to show: of several runs, those that diverge may leave the panel. */
const highestLoss = (runs) => {
  const tops = runs.map((run) => extremes(run.losses)[1]);
  const tame = tops.filter((_, place) => runs[place].stopped !== "diverged");
  const most = Math.max(...tops);
  return tame.some(Boolean) ? Math.min(most, FAR_ABOVE * Math.max(...tame)) : most;
};

const lossAxes = (box, state) => {
  const { runs, epochs, payload } = state;
  const { theme, words } = payload;
  const highest = highestLoss(runs);
  const lowest = Math.max(
    Math.min(...runs.map((run) => extremes(run.losses)[0])),
    highest * DEEPEST,
  );
  const range = [0, Math.max(1, epochs)];
  const bins = clamp(Math.floor(box.width / (3 * theme.text_size)), 1, MOST_BINS);
  const ticks = roundTicks(range, bins, [1, 2, 5, 10], true);
  const x = { range, ticks, labels: ticks.map((tick) => String(tick)), name: words.epoch };
  if (!(highest > LOG_FROM * lowest)) {
    return {
      x,
      y: { ...roundAxis(widened([lowest, highest], 0.1), box.height, 2, "", theme), lowest },
    };
  }
  const limits = widened([Math.log10(lowest), Math.log10(highest)], 0.08);
  const values = logTicks(limits, box.height, theme.text_size);
  const y = {
    range: limits,
    ticks: values.map(Math.log10),
    labels: values.map(logLabel),
    name: "",
  };
  return { x, y: { ...y, log: true, lowest } };
};

const AXES = { contour: contourAxes, fit: fitAxes, loss: lossAxes };

/** Return the height of a label's line: taller if letters rise above and reach below. */
const labelHeight = (text, size) => (text.length > 1 ? 1.086 * size : size);

/** Return by how many points ticks and labels reach over a cell: left, right, below. */
const overflowOf = ({ x, y, box, cell }, theme) => {
  const size = theme.text_size;
  const widest = Math.max(0, ...y.labels.map((label) => textWidth(label, theme)));
  const name = y.name ? labelHeight(y.name, size) + LABEL_PAD : 0;
  const tail = x.ticks.map(
    (tick, place) => across({ box, x }, tick) + textWidth(x.labels[place], theme) / 2,
  );
  return {
    left: TICK_PAD + widest + name,
    right: Math.max(0, ...tail.map((end) => end - cell.left - cell.width)),
    below: TICK_PAD + size + (x.name ? LABEL_PAD + labelHeight(x.name, size) : 0),
  };
};

/** Return a column's panels with their axes, which end up flush to the left. */
const roomyColumn = (column, state) => {
  const { theme } = state.payload;
  const begun = column.map((panel) => {
    const { left, top, width, height } = panel.cell;
    const lift = theme.title_size + UNDER_TITLE;
    const box = { left, top: top + lift, width, height: Math.max(height - lift, 1) };
    const axes = AXES[panel.name]?.(box, state, panel.named);
    return axes ? { ...panel, ...axes, box } : { ...panel, box };
  });
  const overflows = begun.map((panel) => (panel.x ? overflowOf(panel, theme) : null));
  const flush = Math.max(0, ...overflows.map((overflow) => overflow?.left ?? 0));
  return begun.map((panel, place) => {
    if (!panel.x) return panel;
    const { right, below } = overflows[place];
    const box = {
      left: panel.box.left + flush,
      top: panel.box.top,
      width: Math.max(panel.box.width - flush - right, 1),
      height: Math.max(panel.box.height - below, 1),
    };
    // A log axis keeps the ticks that it had room for at first, as in the film.
    const axes = AXES[panel.name](
      panel.name === "loss" ? { ...panel.box, width: box.width } : box,
      state,
      panel.named,
    );
    return { ...panel, ...axes, box };
  });
};

const panelTitle = (panel, state) => {
  const { words, data } = state.payload;
  if (panel.name === "surface") return words.surface;
  if (panel.name === "contour") return panel.own === undefined ? words.contours : "";
  const loss = termOf(words, state.objective.label);
  return panel.name === "loss" ? filled(words.loss_curve, { loss }) : fitTitle(state, words, data);
};

const fitTitle = ({ data, objective }, words, { density, moments }) => {
  const fit = objective.curved ? words.fit_curve : words.fit;
  const [shown, n] = [
    data.x?.length ?? 0,
    Math.max(data.moments?.n ?? moments.n, data.x?.length ?? 0),
  ];
  const weighted =
    (data.moments?.weight ?? moments.weight) !== null && moments.weight !== undefined;
  const [plain, part, every] = weighted
    ? [words.fit_weighted, words.fit_part_weighted, words.fit_all_weighted]
    : ["{fit}", words.fit_part, words.fit_all];
  const places = { fit, shown: grouped3(shown), total: grouped3(n) };
  return filled(density ? every : shown < n ? part : plain, places);
};

/**
 * Return the place of everything in a picture that does not depend on epoch and camera.
 * @param {Plan} plan
 * @param {object} state
 * @returns {{header: object, captions: object, panels: object[]}}
 */
const makeStage = (plan, state) => {
  const { payload, runs } = state;
  const header = planHeader(plan, state);
  const captions = planCaptions(plan, payload);
  const inside = insideOf(plan, header.height, captions.height);
  const columns =
    payload.layout === "grid"
      ? mapsInGrid(plan, payload, inside, runs)
      : sideBySide(plan, payload, inside);
  const panels = columns.flatMap((column) => roomyColumn(column, state));
  const titled = panels.map((panel) => ({ ...panel, title: panelTitle(panel, state) }));
  const surface = titled.find(({ name }) => name === "surface");
  if (surface) surface.space = spaceOf(surface.box, state);
  const inks = inksOf(runs, payload.theme);
  const tracks = runs.map((run) => makeTrack(run, state, surface?.space));
  return { header, captions, panels: titled, inks, tracks, predict: predictOf(state) };
};

const stages = new WeakMap();
// What a stage is made from; all else may change from frame to frame.
const STAGED = ["payload", "objective", "surface", "data", "runs", "epochs"];

/** Return the stage of a plan and a state, made anew only when something that it shows changed. */
const stageOf = (plan, state) => {
  const known = stages.get(plan);
  if (known && STAGED.every((key) => known.given[key] === state[key])) return known.stage;
  const stage = makeStage(plan, state);
  const given = Object.fromEntries(STAGED.map((key) => [key, state[key]]));
  stages.set(plan, { given, stage });
  return stage;
};

// Space: the surface as a landscape over the square from -1 to 1, and the eye that sees it.

const EYE_DISTANCE = 7;
// Room for the axes' labels around the box: left, right, below, above.
const SPACE_MARGINS = [44, 22, 40, 20];
const FLATTEST = 0.4;
const TALLEST = 1;
// A point counts as hidden only when the surface rises this far above its line of sight, in shares
// of the box's height; less is the grid's own roughness.
const CLEARANCE = 0.012;
// In how many steps a ray is followed: for a resting eye, and for a turning one.
const RAY_STEPS = 72;
const TURNING_STEPS = 24;
const FAINT = 0.4;
// Degrees of turning at which the box's place in the panel is looked after.
const FRAMED = 5;

/** Return unit vectors to the right, upward and toward the eye, shape (3, 3), flat. */
const eyeAxes = ({ elevation, azimuth }) => {
  const [sinE, cosE] = [Math.sin(radians(elevation)), Math.cos(radians(elevation))];
  const [sinA, cosA] = [Math.sin(radians(azimuth)), Math.cos(radians(azimuth))];
  return [-sinA, cosA, 0, -sinE * cosA, -sinE * sinA, cosE, cosE * cosA, cosE * sinA, sinE];
};

/** Return where a point in space appears: to the right and upward. */
const projected = (axes, [x, y, z]) => {
  const nearness = axes[6] * x + axes[7] * y + axes[8] * z;
  const share = EYE_DISTANCE / (EYE_DISTANCE - nearness);
  return [
    (axes[0] * x + axes[1] * y + axes[2] * z) * share,
    (axes[3] * x + axes[4] * y + axes[5] * z) * share,
  ];
};

const CORNERS = [-1, 1].flatMap((x) => [-1, 1].flatMap((y) => [-1, 1].map((z) => [x, y, z])));

/** Return the extent of the box's picture to some eyes: [left, right], [low, high]. */
const boxPicture = (half, looks) => {
  const seen = looks.flatMap((axes) =>
    CORNERS.map(([x, y, z]) => projected(axes, [x, y, z * half])),
  );
  return [extremes(seen.map(([u]) => u)), extremes(seen.map(([, v]) => v))];
};

const spaceRoom = ({ width, height }) => {
  const [left, right, below, above] = SPACE_MARGINS;
  return [Math.max(width - left - right, width / 3), Math.max(height - below - above, height / 3)];
};

/** Return the eyes of the film's camera on its whole way. */
const filmLooks = ({ camera, camera_keys: keys }) => {
  if (!keys?.length) return [eyeAxes(camera)];
  return keys.flatMap(([, elevation, azimuth], place) => {
    const [, toElevation, toAzimuth] = keys[place + 1] ?? keys[place];
    const turned = Math.abs(toElevation - elevation) + Math.abs(toAzimuth - azimuth);
    return evenly(0, 1, 2 + Math.floor(turned / FRAMED)).map((share) =>
      eyeAxes({
        elevation: between(elevation, toElevation, share),
        azimuth: between(azimuth, toAzimuth, share),
      }),
    );
  });
};

const spaces = new WeakMap();

/** Return the landscape of a surface in a panel; as long as both stay the same, the same one. */
const spaceOf = (box, state) => {
  const { left, top, width, height } = box;
  const key = [left, top, width, height, state.payload, state.objective.label].map(String).join();
  const known = spaces.get(state.surface);
  if (known?.key === key) return known.space;
  const space = makeSpace(box, state);
  spaces.set(state.surface, { key, space });
  return space;
};

/** Return the landscape of a surface in a panel: {box, ground, scales, looks}. */
const makeSpace = (box, state) => {
  const { surface, payload, objective } = state;
  const looks = filmLooks(payload);
  const [width, height] = spaceRoom(box);
  const misfit = (half) => {
    const [[left, right], [low, high]] = boxPicture(half, looks);
    return Math.abs(Math.log((((right - left) / (high - low)) * height) / width));
  };
  const half = evenly(FLATTEST, TALLEST, 26).reduce((best, each) =>
    misfit(each) < misfit(best) ? each : best,
  );
  const [low, high] = extremes(surface.loss);
  const rise = (loss) => half * ((2 * (loss - low)) / (high - low || 1) - 1);
  const ground = {
    half,
    rise,
    height: surface.loss.map(rise),
    columns: surface.m.length,
    rows: surface.b.length,
    window: windowOf(surface),
  };
  const [slope, intercept] = planeNames(state);
  const scales = [
    boxScale(slope, ground.window.m),
    boxScale(intercept, ground.window.b),
    boxScale(termOf(payload.words, objective.label), [low, high]),
  ];
  return { box, ground, scales, looks: payload.camera_keys?.length ? looks : [] };
};

const BOX_TICKS = 4;

/** Return an axis of the box: its name, and ticks with places from -1 to 1. */
const boxScale = (name, range) => {
  const [low, high] = range;
  if (!(low < high))
    return { name, places: [-1], labels: [withMinus(String(Number(low.toPrecision(6))))] };
  const ticks = roundTicks(range, BOX_TICKS);
  const { labels, factor } = writtenTicks(ticks, range);
  return {
    name: name + factor,
    places: ticks.map((tick) => (2 * (tick - low)) / (high - low) - 1),
    labels,
  };
};

/** Return where params with a loss are in space. */
const inSpace = ({ window, rise }, [m, b], loss) => [
  (2 * (m - window.m[0])) / (window.m[1] - window.m[0]) - 1,
  (2 * (b - window.b[0])) / (window.b[1] - window.b[0]) - 1,
  rise(loss),
];

/**
 * Return how a camera sees a panel's space.
 * @returns {{axes: number[], put: (point: number[]) => Pair, unit: number}}  Put gives a picture's
 *   place in points, and unit is how much of the picture's breadth a point has.
 */
const makeSight = ({ box, ground, looks }, camera) => {
  const axes = eyeAxes(camera);
  const [[left, right], [low, high]] = boxPicture(ground.half, [...looks, axes]);
  const room = spaceRoom(box);
  const unit = Math.max((right - left) / room[0], (high - low) / room[1]);
  const [onLeft, onRight, below, above] = SPACE_MARGINS;
  const middle = [
    (left + right) / 2 - ((onLeft - onRight) / 2) * unit,
    (low + high) / 2 - ((below - above) / 2) * unit,
  ];
  const [centre, level] = [
    box.left + box.width / 2 - middle[0] / unit,
    box.top + box.height / 2 + middle[1] / unit,
  ];
  const put = ([x, y, z]) => {
    const nearness = axes[6] * x + axes[7] * y + axes[8] * z;
    const share = EYE_DISTANCE / (EYE_DISTANCE - nearness) / unit;
    return [
      centre + (axes[0] * x + axes[1] * y + axes[2] * z) * share,
      level - (axes[3] * x + axes[4] * y + axes[5] * z) * share,
    ];
  };
  return { axes, unit, put };
};

/** Return the landscape's height over a place, linear between the grid points. */
const heightAt = ({ height, rows, columns }, x, y) => {
  const row = clamp(((y + 1) / 2) * (rows - 1), 0, rows - 1 - 1e-9);
  const column = clamp(((x + 1) / 2) * (columns - 1), 0, columns - 1 - 1e-9);
  const i = Math.trunc(row);
  const j = Math.trunc(column);
  const up = row - i;
  const right = column - j;
  const first = i * columns + j;
  const lower = height[first] * (1 - right) + height[first + 1] * right;
  const upper = height[first + columns] * (1 - right) + height[first + columns + 1] * right;
  return lower * (1 - up) + upper * up;
};

/** Return the shares of its way at which a ray is looked at: most often what hides stands near. */
const rayShares = (steps) =>
  Float64Array.from(evenly(1 / steps, 1, steps), (share) => share ** 1.5);
const RAY_SHARES = { [RAY_STEPS]: rayShares(RAY_STEPS), [TURNING_STEPS]: rayShares(TURNING_STEPS) };

/** Return how far along a direction a wall at 1 or -1 times a distance is; endless if level. */
const toWall = (from, way, wall) =>
  Math.abs(way) < 1e-12 ? Infinity : ((way > 0 ? wall : -wall) - from) / way;

/** Return whether the landscape hides a point from the eye; nothing hides what is outside. */
const isHidden = (ground, axes, [x, y, z], steps) => {
  const { half } = ground;
  const slack = 1 + 1e-9;
  if (!(Math.abs(x) <= slack && Math.abs(y) <= slack && Math.abs(z) <= half * slack)) return false;
  const dx = EYE_DISTANCE * axes[6] - x;
  const dy = EYE_DISTANCE * axes[7] - y;
  const dz = EYE_DISTANCE * axes[8] - z;
  const exit = Math.max(0, Math.min(toWall(x, dx, 1), toWall(y, dy, 1), toWall(z, dz, half)));
  const least = CLEARANCE * 2 * half;
  const shares = RAY_SHARES[steps];
  for (let k = 0; k < steps; k += 1) {
    const along = exit * shares[k];
    if (heightAt(ground, x + dx * along, y + dy * along) - (z + dz * along) > least) return true;
  }
  return false;
};

/**
 * Return which of points (n, 3) the landscape hides; while the camera turns only every third is
 * looked at, and those between are taken to be like it.
 */
const hiddenOf = (ground, axes, points, steps) => {
  const stride = steps === RAY_STEPS ? 1 : 3;
  let behind = false;
  return points.map((point, row) => {
    if (row % stride === 0) behind = isHidden(ground, axes, point, steps);
    return behind;
  });
};

/**
 * Return a run's path as it is drawn: its updates, and in space the points along its steps.
 * @returns {object}
 */
const makeTrack = (run, state, space) => {
  const track = run.track ?? run.path;
  const updates = Math.max(1, Math.round((track.length / 2 - 1) / Math.max(1, run.epochs)));
  const slim = isZigzag(track) ? ZIGZAG : 1;
  const flat = { pairs: pairsOf(track), updates, slim };
  if (!space) return flat;
  const { ground } = space;
  const { params, losses, samples } = traceSteps(state.objective, track, {
    ...state.surface,
    window: ground.window,
  });
  const points = pairsOf(params).map((pair, row) => inSpace(ground, pair, losses[row]));
  const states = pairsOf(run.path).map((pair, row) =>
    inWindow(ground.window, pair) ? inSpace(ground, pair, run.losses[row]) : [NaN, NaN, NaN],
  );
  return { ...flat, points, samples, states };
};

// A path of which more than this share of the steps turn back zigzags, and is drawn this thin.
const MOST_TURNS_BACK = 0.4;
const ZIGZAG = 0.65;
const isZigzag = (track) => {
  const steps = track.length / 2 - 1;
  let turns = 0;
  for (let row = 1; row < steps; row += 1) {
    const step = (at, axis) => track[2 * at + 2 + axis] - track[2 * at + axis];
    if (step(row, 0) * step(row - 1, 0) + step(row, 1) * step(row - 1, 1) < 0) turns += 1;
  }
  return steps > 1 && turns / (steps - 1) > MOST_TURNS_BACK;
};

// The surface as lit triangles whose corners' colours run into one another, painted from the far
// side to the near one into pixels of our own: a path for each triangle would take much longer.

const SHADE = 0.945;
const GLOSS = 1.025;
// The lamp hangs over the eye's left shoulder.
const LAMP = [-0.55, 0.6, 0.6];
const FINEST_TURNING = 60;
const FINEST_MESH = 300;
const MOST_PIXELS = { turning: 420_000, resting: 6_000_000 };

const spreadOver = (count, most) =>
  evenly(0, count - 1, Math.min(count, most)).map((place) => Math.round(place));

/** Return the direction (n, 3), flat, in which the surface faces at every grid point. */
const normalsOf = ({ height, rows, columns }) => {
  const normals = new Float32Array(3 * rows * columns);
  const slope = (at, place, count, stride) => {
    const back = place > 0 ? stride : 0;
    const on = place < count - 1 ? stride : 0;
    return (height[at + on] - height[at - back]) / ((on + back) / stride) / (2 / (count - 1));
  };
  for (let row = 0; row < rows; row += 1) {
    for (let column = 0; column < columns; column += 1) {
      const at = row * columns + column;
      const normal = [-slope(at, column, columns, 1), -slope(at, row, rows, columns), 1];
      const length = Math.hypot(...normal);
      for (let axis = 0; axis < 3; axis += 1) normals[3 * at + axis] = normal[axis] / length;
    }
  }
  return normals;
};

const lampOf = (axes) => {
  const lamp = [0, 1, 2].map((axis) =>
    LAMP.reduce((sum, part, k) => sum + part * axes[3 * k + axis], 0),
  );
  return lamp.map((part) => part / Math.hypot(...lamp));
};

/** Return the grid's vertices as they are seen: places (2 n) in pixels and lit colours (3 n). */
const litVertices = (mesh, sight, { box, zoom }, rows, columns) => {
  const { ground, normals, colours } = mesh;
  const lamp = lampOf(sight.axes);
  const count = rows.length * columns.length;
  const [places, lit] = [new Float32Array(2 * count), new Float32Array(3 * count)];
  let next = 0;
  for (const row of rows) {
    for (const column of columns) {
      const at = row * ground.columns + column;
      const x = (2 * column) / (ground.columns - 1) - 1;
      const y = (2 * row) / (ground.rows - 1) - 1;
      const [left, top] = sight.put([x, y, ground.height[at]]);
      places[2 * next] = (left - box.left) * zoom;
      places[2 * next + 1] = (top - box.top) * zoom;
      const facing =
        normals[3 * at] * lamp[0] + normals[3 * at + 1] * lamp[1] + normals[3 * at + 2] * lamp[2];
      const light = SHADE + (GLOSS - SHADE) * clamp(facing, 0, 1);
      for (let part = 0; part < 3; part += 1)
        lit[3 * next + part] = Math.min(255, colours[3 * at + part] * light);
      next += 1;
    }
  }
  return { places, lit };
};

/** Call with the vertices of each triangle, the far ones before those that may hide them. */
const farToNear = (rows, columns, axes, visit) => {
  const rowOf = (k) => (axes[7] > 0 ? k : rows - 1 - k);
  const columnOf = (k) => (axes[6] > 0 ? k : columns - 1 - k);
  for (let i = 0; i + 1 < rows; i += 1) {
    for (let j = 0; j + 1 < columns; j += 1) {
      const far = rowOf(i) * columns + columnOf(j);
      const left = rowOf(i + 1) * columns + columnOf(j);
      const near = rowOf(i + 1) * columns + columnOf(j + 1);
      const right = rowOf(i) * columns + columnOf(j + 1);
      visit(far, left, right);
      visit(near, left, right);
    }
  }
};

/** Paint a triangle with corners a, b, c into pixels (height, width), uint32. */
const paintTriangle = (pixels, width, height, places, lit, a, b, c) => {
  const [ax, ay, bx, by] = [places[2 * a], places[2 * a + 1], places[2 * b], places[2 * b + 1]];
  const [cx, cy] = [places[2 * c], places[2 * c + 1]];
  const area = (bx - ax) * (cy - ay) - (cx - ax) * (by - ay);
  if (!area) return;
  const top = Math.max(0, Math.ceil(Math.min(ay, by, cy) - 0.5));
  const bottom = Math.min(height - 1, Math.floor(Math.max(ay, by, cy) - 0.5));
  const first = Math.max(0, Math.ceil(Math.min(ax, bx, cx) - 0.5));
  const last = Math.min(width - 1, Math.floor(Math.max(ax, bx, cx) - 0.5));
  // The share of each corner falls evenly from 1 there to 0 along the side across.
  const [shareB, shareC] = [(cy - ay) / area, -(by - ay) / area];
  const [ra, ga, la] = [lit[3 * a], lit[3 * a + 1], lit[3 * a + 2]];
  const [rb, gb, lb] = [lit[3 * b] - ra, lit[3 * b + 1] - ga, lit[3 * b + 2] - la];
  const [rc, gc, lc] = [lit[3 * c] - ra, lit[3 * c + 1] - ga, lit[3 * c + 2] - la];
  for (let y = top; y <= bottom; y += 1) {
    const [dx, dy] = [first + 0.5 - ax, y + 0.5 - ay];
    let inB = (dx * (cy - ay) - dy * (cx - ax)) / area;
    let inC = (dy * (bx - ax) - dx * (by - ay)) / area;
    const line = y * width;
    for (let x = first; x <= last; x += 1) {
      if (inB >= -1e-4 && inC >= -1e-4 && inB + inC <= 1.0001) {
        const red = ra + rb * inB + rc * inC;
        const green = ga + gb * inB + gc * inC;
        const blue = la + lb * inB + lc * inC;
        pixels[line + x] = 0xff000000 | ((blue + 0.5) << 16) | ((green + 0.5) << 8) | (red + 0.5);
      }
      inB += shareB;
      inC += shareC;
    }
  }
};

/** Return a canvas with the mesh as a sight shows it, and how many pixels a point has on it. */
const paintMesh = (mesh, sight, box, pixel, turning, canvas) => {
  const wished = turning ? pixel : 2 * pixel;
  const most = Math.sqrt(MOST_PIXELS[turning ? "turning" : "resting"] / (box.width * box.height));
  const zoom = Math.min(wished, most);
  const width = Math.max(1, Math.ceil(box.width * zoom));
  const height = Math.max(1, Math.ceil(box.height * zoom));
  const context = canvas.getContext("2d");
  if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
  const image = context.createImageData(width, height);
  const pixels = new Uint32Array(image.data.buffer);
  const finest = turning ? FINEST_TURNING : FINEST_MESH;
  const [rows, columns] = [
    spreadOver(mesh.ground.rows, finest),
    spreadOver(mesh.ground.columns, finest),
  ];
  const { places, lit } = litVertices(mesh, sight, { box, zoom }, rows, columns);
  farToNear(rows.length, columns.length, sight.axes, (a, b, c) =>
    paintTriangle(pixels, width, height, places, lit, a, b, c),
  );
  context.putImageData(image, 0, 0);
  return { canvas, zoom };
};

/** Return the params whose point of the surface is seen at a place of the panel; null if none. */
const pickSurface = ({ ground }, sight, [left, top]) => {
  const { rows, columns, height, window } = ground;
  const places = new Float64Array(2 * rows * columns);
  for (let at = 0; at < rows * columns; at += 1) {
    const x = (2 * (at % columns)) / (columns - 1) - 1;
    const y = (2 * Math.trunc(at / columns)) / (rows - 1) - 1;
    places.set(sight.put([x, y, height[at]]), 2 * at);
  }
  let found = null;
  farToNear(rows, columns, sight.axes, (a, b, c) => {
    const shares = sharesIn(places, a, b, c, left, top);
    // What comes later hides what came before.
    if (shares) found = [[a, b, c], shares];
  });
  if (!found) return null;
  const along = (count, of) =>
    found[0].reduce((sum, at, k) => sum + found[1][k] * of(at), 0) / (count - 1);
  return [
    between(
      ...window.m,
      along(columns, (at) => at % columns),
    ),
    between(
      ...window.b,
      along(rows, (at) => Math.trunc(at / columns)),
    ),
  ];
};

const sharesIn = (places, a, b, c, x, y) => {
  const [ax, ay] = [places[2 * a], places[2 * a + 1]];
  const [ux, uy] = [places[2 * b] - ax, places[2 * b + 1] - ay];
  const [vx, vy] = [places[2 * c] - ax, places[2 * c + 1] - ay];
  const area = ux * vy - vx * uy;
  const inB = ((x - ax) * vy - (y - ay) * vx) / area;
  const inC = ((y - ay) * ux - (x - ax) * uy) / area;
  return inB >= -1e-9 && inC >= -1e-9 && inB + inC <= 1 + 1e-9 ? [1 - inB - inC, inB, inC] : null;
};

// Strokes, dots and words.

// Canvases draw no lines to places much further off than this.
const FAR_OFF = 20_000;
const isFar = ([x, y]) => Math.abs(x) > FAR_OFF || Math.abs(y) > FAR_OFF;

/** Return the part of a line between two places that is not far off; null if there is none. */
const nearPart = (from, to) => {
  let [enters, leaves] = [0, 1];
  for (const axis of [0, 1]) {
    const way = to[axis] - from[axis];
    const [first, last] = [(-FAR_OFF - from[axis]) / way, (FAR_OFF - from[axis]) / way].sort(
      (a, b) => a - b,
    );
    if (way) [enters, leaves] = [Math.max(enters, first), Math.min(leaves, last)];
    else if (Math.abs(from[axis]) > FAR_OFF) return null;
  }
  const at = (share) => from.map((value, axis) => between(value, to[axis], share));
  return enters < leaves ? [at(enters), at(leaves)] : null;
};

/** Start a line along places (n,); it leaves out those that are null, and breaks at a NaN. */
const trace2d = (context, places) => {
  context.beginPath();
  let before = null;
  for (const place of places) {
    if (place === null) continue;
    const here = finitePair(place) ? place : null;
    if (here && before && (isFar(here) || isFar(before))) {
      const part = nearPart(before, here);
      if (part) {
        context.moveTo(...part[0]);
        context.lineTo(...part[1]);
      }
    } else if (here && before) context.lineTo(here[0], here[1]);
    else if (here && !isFar(here)) context.moveTo(here[0], here[1]);
    before = here;
  }
};

const stroke = (context, places, { colour, width, cap = "butt", opacity = 1, dash = [] }) => {
  trace2d(context, places);
  context.save();
  Object.assign(context, {
    strokeStyle: colour,
    lineWidth: width,
    lineCap: cap,
    lineJoin: "round",
    globalAlpha: opacity,
  });
  context.setLineDash(dash.map((share) => share * width));
  context.stroke();
  context.restore();
};

const disc = (context, [x, y], radius, fill, edge, width, opacity = 1) => {
  if (!Number.isFinite(x + y)) return;
  context.globalAlpha = opacity;
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
  paintShape(context, fill, edge, width);
  context.globalAlpha = 1;
};

const paintShape = (context, fill, edge, width) => {
  if (fill) {
    context.fillStyle = fill;
    context.fill();
  }
  if (width) {
    context.strokeStyle = edge;
    context.lineWidth = width;
    context.stroke();
  }
};

const polygon = (context, places, { fill, edge, width, opacity = 1 }) => {
  context.save();
  context.globalAlpha = opacity;
  context.lineJoin = "round";
  trace2d(context, places);
  context.closePath();
  paintShape(context, fill, edge, width);
  context.restore();
};

const clipped = (context, { left, top, width, height }, draw) => {
  context.save();
  context.beginPath();
  context.rect(left, top, width, height);
  context.clip();
  draw();
  context.restore();
};

/** Write a text; its place is that of its baseline, at its left, middle or right. */
const write = (context, text, [x, y], theme, more = {}) => {
  const {
    size = theme.text_size,
    bold = false,
    colour = theme.text,
    align = "left",
    opacity = 1,
  } = more;
  if (!text || opacity <= 0) return;
  context.font = fontOf(theme, size, bold);
  context.textAlign = align;
  context.textBaseline = "alphabetic";
  context.fillStyle = colour;
  context.globalAlpha = opacity;
  context.fillText(text, x, y);
  context.globalAlpha = 1;
};

/** Return a coordinate on which a line of a whole number of pixels is sharp. */
const sharp = (value, pixel, width = 1) => {
  const half = (Math.max(1, Math.round(width * pixel)) % 2) / 2;
  return (Math.round(value * pixel - half) + half) / pixel;
};

// Frames around flat panels.

// Height of digits as a share of the type's size.
const DIGIT_HEIGHT = 0.73;

const drawTitle = (context, { box, title, name }, theme) => {
  const shown = shortened(title ?? "", box.width, theme, theme.title_size);
  if (name)
    write(context, shown, [box.left, box.top - TITLE_RISE], theme, { size: theme.title_size });
};

const drawGridLines = (context, panel, theme, pixel, vertical) => {
  const { box, x, y } = panel;
  const look = { colour: theme.grid, width: 1 };
  for (const tick of y.ticks) {
    const at = sharp(upward(panel, tick), pixel);
    stroke(
      context,
      [
        [box.left, at],
        [box.left + box.width, at],
      ],
      look,
    );
  }
  for (const tick of vertical ? x.ticks : []) {
    const at = sharp(across(panel, tick), pixel);
    stroke(
      context,
      [
        [at, box.top],
        [at, box.top + box.height],
      ],
      look,
    );
  }
};

const drawAxes = (context, panel, theme, pixel) => {
  const { box, x, y } = panel;
  const size = theme.text_size;
  const [left, bottom] = [sharp(box.left, pixel), sharp(box.top + box.height, pixel)];
  const look = { colour: theme.axis, width: 1, cap: "square" };
  stroke(
    context,
    [
      [left, box.top],
      [left, bottom],
      [box.left + box.width, bottom],
    ],
    look,
  );
  x.ticks.forEach((tick, place) => {
    const at = across(panel, tick);
    const line = sharp(at, pixel);
    stroke(
      context,
      [
        [line, bottom],
        [line, bottom + TICK_LENGTH],
      ],
      { ...look, cap: "butt" },
    );
    const baseline = box.top + box.height + TICK_PAD + 0.77 * size;
    write(context, x.labels[place], [at, baseline], theme, { align: "center" });
  });
  y.ticks.forEach((tick, place) => {
    const at = upward(panel, tick);
    const line = sharp(at, pixel);
    stroke(
      context,
      [
        [left, line],
        [left - TICK_LENGTH, line],
      ],
      { ...look, cap: "butt" },
    );
    const baseline = at + (DIGIT_HEIGHT * size) / 2;
    write(context, y.labels[place], [box.left - TICK_PAD, baseline], theme, { align: "right" });
  });
  nameAxes(context, panel, theme);
};

const nameAxes = (context, { box, x, y }, theme) => {
  const size = theme.text_size;
  const under = box.top + box.height + TICK_PAD + size + LABEL_PAD;
  const rise = (text) => (text.length > 1 ? 0.84 : 0.77) * size;
  write(context, x.name, [box.left + box.width / 2, under + rise(x.name)], theme, {
    align: "center",
  });
  if (!y.name) return;
  const widest = Math.max(0, ...y.labels.map((label) => textWidth(label, theme)));
  const foot = box.left - TICK_PAD - widest - LABEL_PAD - 0.23 * size;
  turned(context, [foot, box.top + box.height / 2], -90, () =>
    write(context, y.name, [0, 0], theme, { align: "center" }),
  );
};

const turned = (context, [x, y], degrees, draw) => {
  context.save();
  context.translate(x, y);
  context.rotate(radians(degrees));
  draw();
  context.restore();
};

// Markers.

const drawStar = (context, [x, y], theme, opacity = 1) => {
  const places = Array.from({ length: 10 }, (_, k) => {
    const [radius, angle] = [k % 2 ? 8.5 * 0.381966 : 8.5, (k * Math.PI) / 5];
    return [x + radius * Math.sin(angle), y - radius * Math.cos(angle)];
  });
  context.save();
  context.miterLimit = 10;
  context.globalAlpha = opacity;
  trace2d(context, places);
  context.closePath();
  context.lineJoin = "miter";
  paintShape(context, theme.optimum, "#000000", 1);
  context.restore();
};

const drawPresent = (context, place, size, ink, theme, opacity = 1) =>
  disc(context, place, size / 2, theme.halo, ink.colour, 4 * ink.scale, opacity);

const drawPointer = (context, [x, y], size, angle, ink, theme) => {
  const corners = [
    [1, 0],
    [-1, -1],
    [-1, 1],
  ].map(([along, aside]) => [
    x + (size / 2) * (along * Math.cos(angle) - aside * Math.sin(angle)),
    y + (size / 2) * (along * Math.sin(angle) + aside * Math.cos(angle)),
  ]);
  polygon(context, corners, { fill: theme.halo, edge: ink.colour, width: 4 * ink.scale });
};

const drawEpochDots = (context, places, ink, theme) => {
  context.beginPath();
  for (const [x, y] of places) {
    context.moveTo(x + 3 * ink.scale, y);
    context.arc(x, y, 3 * ink.scale, 0, 2 * Math.PI);
  }
  paintShape(context, ink.colour, theme.halo, 1.2);
};

/** Draw the ring around what has the focus, or is about to be dragged. */
const drawRing = (context, place, theme, radius = 13) => {
  disc(context, place, radius, null, theme.background, 5);
  disc(context, place, radius, null, theme.text, 2);
};

/** Draw cross hairs at what is pointed at. */
const drawCross = (context, [x, y], theme) => {
  for (const [colour, width] of [
    [theme.halo, 3.5],
    [theme.halo === "#ffffff" ? "#1c2333" : "#ffffff", 1.5],
  ]) {
    for (const [dx, dy] of [
      [1, 0],
      [-1, 0],
      [0, 1],
      [0, -1],
    ]) {
      stroke(
        context,
        [
          [x + 4 * dx, y + 4 * dy],
          [x + 11 * dx, y + 11 * dy],
        ],
        { colour, width, cap: "round" },
      );
    }
  }
};

// The path so far: all of its places up to an epoch, and where the run is in between.

const HALO = 3;
const DOT_GAP = 7;
const DOT_GAP_IN_SPACE = 9;
const ARROW_INSET = 14;

const drawHaloed = (context, layers, theme) => {
  for (const { places, ink, slim } of layers) {
    stroke(context, places, { colour: theme.halo, width: slim * (ink.width + HALO) });
  }
  for (const { places, ink, slim } of layers) {
    stroke(context, places, { colour: ink.colour, width: slim * ink.width, cap: "round" });
  }
};

/** Return the path on the map up to an epoch, as params. */
const pathUntil = ({ pairs, updates }, epoch) => {
  const rows = epoch * updates;
  const whole = Math.floor(rows + 1e-9);
  const share = rows - whole;
  const passed = pairs.slice(0, whole + 1);
  const next = pairs[whole + 1];
  if (share < 1e-9 || !next) return passed;
  return [...passed, next.map((to, axis) => between(pairs[whole][axis], to, share))];
};

// The map.

const drawMap = (context, panel, state, lines) => {
  const { box } = panel;
  const { columns, rows } = lines;
  const [halfX, halfY] = [box.width / (columns - 1) / 2, box.height / (rows - 1) / 2];
  clipped(context, box, () => {
    context.imageSmoothingEnabled = true;
    context.imageSmoothingQuality = "low";
    context.drawImage(
      lines.image,
      box.left - halfX,
      box.top - halfY,
      box.width + 2 * halfX,
      box.height + 2 * halfY,
    );
    lines.levels.forEach(({ parts }, place) => {
      const look = { colour: cssOf(lines.colours[place]), width: 1 };
      for (const part of parts)
        stroke(
          context,
          pairsOf(part).map((pair) => onPanel(panel, pair)),
          look,
        );
    });
  });
};

/** Return the surface's colours as a picture, row 0 at the top, and its level lines. */
const makeMap = (surface, relief, map, inks) => {
  const [columns, rows] = [surface.m.length, surface.b.length];
  const image = new OffscreenCanvas(columns, rows);
  const pixels = new ImageData(columns, rows);
  const colours = new Float32Array(3 * columns * rows);
  for (let at = 0; at < columns * rows; at += 1) {
    const rgb = mapColour(map, relief.shares[at]);
    const mirrored = (rows - 1 - Math.trunc(at / columns)) * columns + (at % columns);
    pixels.data.set([...rgb, 255], 4 * mirrored);
    colours.set(rgb, 3 * at);
  }
  image.getContext("2d").putImageData(pixels, 0, 0);
  const steps =
    relief.steps ?? evenly(1, relief.levels.length, relief.levels.length).map((k) => k / 14);
  const levels = Array.from(relief.levels, (level) => ({
    level,
    parts: contourLines(surface, level),
  }));
  return {
    columns,
    rows,
    image,
    vertexColours: colours,
    levels,
    colours: levelColours(steps, map, inks),
  };
};

const bestPlace = ({ objective, surface }) => {
  const { optimum, unique } = objective;
  return unique && optimum && inWindow(windowOf(surface), optimum) ? optimum : null;
};

const ownRuns = (panel, state) =>
  state.runs
    .map((run, number) => ({ run, number }))
    .filter(({ number }) => panel.own === undefined || number === panel.own);

const drawContour = (context, panel, state, stage) => {
  const { theme } = state.payload;
  const { epoch, show } = state;
  const shown = ownRuns(panel, state);
  const alone = panel.own !== undefined;
  const inkOf = (number) =>
    alone
      ? { ...inksOf([state.runs[number]], theme)[0], colour: stage.inks[number].colour }
      : stage.inks[number];
  const pane = flatPane(panel, state, stage, shown, inkOf);
  clipped(context, panel.box, () => {
    const best = show.has("optimum") && bestPlace(state);
    if (best) drawStar(context, onPanel(panel, best), theme);
    if (show.has("level")) drawLevel(context, pane);
    if (show.has("comet")) drawComets(context, pane);
    else drawPaths(context, panel, state, stage, shown, inkOf);
    drawUnder(context, pane);
    const places = shown.map(({ run }) => placeOfRun(run, epoch));
    const sizes = markerSizes(places.map((place) => onPanel(panel, place)));
    shown.forEach(({ number }, place) =>
      drawHere(context, panel, places[place], sizes[place], inkOf(number), theme),
    );
    if (show.has("step")) drawSteps(context, pane);
  });
};

const drawPaths = (context, panel, { epoch, payload }, stage, shown, inkOf) => {
  const layers = shown.map(({ run, number }) => ({
    places: pathUntil(stage.tracks[number], reachedBy(run, epoch)).map((pair) =>
      onPanel(panel, pair),
    ),
    ink: inkOf(number),
    slim: stage.tracks[number].slim,
  }));
  drawHaloed(context, layers, payload.theme);
  for (const { run, number } of shown) {
    const rows = dotRows(run, panel, DOT_GAP).filter((row) => row <= epoch);
    const places = rows.map((row) => onPanel(panel, pairAt(run.path, row)));
    drawEpochDots(
      context,
      places.filter((place) => holds(panel.box, place, 8)),
      inkOf(number),
      payload.theme,
    );
  }
};

const dotted = new WeakMap();
/** Return the epochs whose dots do not run into one another on a map. */
const dotRows = (run, panel, gap) => {
  const known = dotted.get(run.path);
  if (known?.panel === panel) return known.rows;
  const rows = thinnedRows(
    pairsOf(run.path).map((pair) => onPanel(panel, pair)),
    gap,
  );
  dotted.set(run.path, { panel, rows });
  return rows;
};

/** Draw where a run is; outside the window, an arrow at its edge. */
const drawHere = (context, panel, pair, size, ink, theme) => {
  const window = { m: panel.x.range, b: panel.y.range };
  if (inWindow(window, pair)) {
    drawPresent(context, onPanel(panel, pair), size, ink, theme);
    return;
  }
  const { place, angle } = edgePlace(panel, pair);
  drawPointer(context, place, 1.4 * MARKER_SIZE, angle, ink, theme);
};

const edgePlace = (panel, pair) => {
  const { left, top, width, height } = panel.box;
  const [x, y] = onPanel(
    panel,
    pair.map((value) => clamp(value || 0, -1e300, 1e300)),
  );
  const ahead = [
    clamp(x, -1e12, 1e12) - left - width / 2,
    clamp(y, -1e12, 1e12) - top - height / 2,
  ];
  const share = Math.min(
    (width / 2 - ARROW_INSET) / Math.max(Math.abs(ahead[0]), 1e-9),
    (height / 2 - ARROW_INSET) / Math.max(Math.abs(ahead[1]), 1e-9),
  );
  const place = [left + width / 2 + ahead[0] * share, top + height / 2 + ahead[1] * share];
  return { place, angle: Math.atan2(ahead[1], ahead[0]) };
};

// The fitted line.

const POINT_SIZE = 6;
const SMALL_POINT = 3.6;
const CROWDED = 300;
// More residuals than this merge into a patch of colour; an even share of them is shown.
const SHOWN_RESIDUALS = 150;
const TONES = 11;
const FAINTEST = 0.32;
const LEAST_CELL = 10;
const LINE_WIDTH = PATH_WIDTH + 0.5;
const TRAILING_WIDTH = PATH_WIDTH - 1;

const pointSize = ({ data }) => ((data.x?.length ?? 0) > CROWDED ? SMALL_POINT : POINT_SIZE);
const someRows = (count, most) => evenly(0, count - 1, Math.min(count, most)).map(Math.trunc);
const residualRows = ({ data }) => someRows(data.x?.length ?? 0, SHOWN_RESIDUALS);

const drawFitScenery = (context, panel, state, pixel) => {
  const { payload, data } = state;
  const { theme } = payload;
  const { density } = payload.data;
  drawGridLines(context, panel, theme, pixel, true);
  clipped(context, panel.box, () => {
    if (density) drawDensity(context, panel, density, theme);
    const rows = density ? residualRows(state) : [...(data.x ?? []).keys()];
    const crowded = (data.x?.length ?? 0) > CROWDED;
    context.globalAlpha = crowded && !density ? 0.5 : 0.8;
    context.fillStyle = density ? theme.text : theme.points;
    for (const row of rows) {
      const [x, y] = onPanel(panel, [data.x[row], data.y[row]]);
      context.beginPath();
      context.arc(x, y, pointSize(state) / 2, 0, 2 * Math.PI);
      context.fill();
    }
    context.globalAlpha = 1;
  });
};

const drawDensity = (context, panel, density, theme) => {
  let [[left, right], [low, high]] = [density.x_range, density.y_range];
  const counts = new Uint32Array(bytesOf(density.counts).buffer);
  const columns = left === right ? 1 : density.columns;
  const rows = low === high ? 1 : density.rows;
  // Without an extent all points are in the first cells, which have no width of their own.
  const unit = (range, length) => (LEAST_CELL / 2) * ((range[1] - range[0]) / length);
  if (left === right)
    [left, right] = [
      left - unit(panel.x.range, panel.box.width),
      right + unit(panel.x.range, panel.box.width),
    ];
  if (low === high)
    [low, high] = [
      low - unit(panel.y.range, panel.box.height),
      high + unit(panel.y.range, panel.box.height),
    ];
  const canvas = new OffscreenCanvas(columns, rows);
  const pixels = new ImageData(columns, rows);
  const tones = densityTones(counts, theme);
  for (let row = 0; row < rows; row += 1) {
    for (let column = 0; column < columns; column += 1) {
      const colour = tones(counts[row * density.columns + column]);
      if (colour) pixels.data.set([...colour, 255], 4 * ((rows - 1 - row) * columns + column));
    }
  }
  canvas.getContext("2d").putImageData(pixels, 0, 0);
  const [begin, end] = [onPanel(panel, [left, high]), onPanel(panel, [right, low])];
  context.imageSmoothingEnabled = false;
  context.drawImage(canvas, ...begin, end[0] - begin[0], end[1] - begin[1]);
  context.imageSmoothingEnabled = true;
};

/** Return the function that gives numbers of points their colours, in even steps of a log scale. */
const densityTones = (counts, theme) => {
  const [page, points] = [rgbOf(theme.background), rgbOf(theme.points)];
  const most = extremes(counts)[1];
  return (count) => {
    if (!count) return null;
    const height = most > 1 ? Math.log(count) / Math.log(most) : 1;
    const share = between(FAINTEST, 1, Math.round((TONES - 1) * height) / (TONES - 1));
    return page.map((part, k) => Math.round(between(part, points[k], share)));
  };
};

const fittedLine = (panel, state, stage, params) =>
  evenly(...panel.x.range, state.objective.curved ? BENDS : 2).map((x) =>
    onPanel(panel, [x, stage.predict(x, params)]),
  );

const drawFits = (context, panel, state, stage, pixel) => {
  const { runs, epoch, payload, show } = state;
  const { theme } = payload;
  const dense = Boolean(payload.data.density);
  const leader = leaderAt(runs, epoch);
  const lines = runs.map((run) => fittedLine(panel, state, stage, paramsOf(run, epoch)));
  clipped(context, panel.box, () => {
    if (show.has("squares"))
      drawSquares(context, panel, state, stage, paramsOf(runs[leader], epoch));
    lines.forEach((line, number) => {
      if (number !== leader)
        stroke(context, line, {
          colour: stage.inks[number].colour,
          width: TRAILING_WIDTH,
          cap: "square",
        });
    });
    drawResiduals(context, panel, state, stage, paramsOf(runs[leader], epoch), pixel);
    const halo = LINE_WIDTH + (dense ? 3 : 1);
    if (dense || runs.length > 1)
      stroke(context, lines[leader], { colour: theme.background, width: halo, cap: "square" });
    stroke(context, lines[leader], {
      colour: stage.inks[leader].colour,
      width: LINE_WIDTH,
      cap: "square",
    });
  });
};

const drawResiduals = (context, panel, state, stage, params, pixel) => {
  const { data, payload } = state;
  const opacity = payload.data.density ? 1 : 0.75;
  const radius = pointSize(state) / 2;
  context.save();
  Object.assign(context, {
    strokeStyle: payload.theme.residuals,
    lineWidth: 1.4,
    globalAlpha: opacity,
    lineCap: "butt",
  });
  context.beginPath();
  for (const row of residualRows(state)) {
    const [x, y] = onPanel(panel, [data.x[row], data.y[row]]);
    const foot = clamp(upward(panel, stage.predict(data.x[row], params)), -FAR_OFF, FAR_OFF);
    if (Math.abs(foot - y) > radius) {
      const line = sharp(x, pixel, 1.4);
      context.moveTo(line, y + Math.sign(foot - y) * radius);
      context.lineTo(line, foot);
    }
  }
  context.stroke();
  context.restore();
};

const SHOWN_SQUARES = 24;

/** Draw residuals as squares, on that side of them which the line does not cross. */
const drawSquares = (context, panel, { data, payload }, stage, params) => {
  const colour = payload.theme.residuals;
  const sorted = Array.from(data.x.keys()).sort((a, b) => data.x[a] - data.x[b]);
  for (const place of someRows(sorted.length, SHOWN_SQUARES)) {
    const row = sorted[place];
    const [x, y] = onPanel(panel, [data.x[row], data.y[row]]);
    const foot = clamp(upward(panel, stage.predict(data.x[row], params)), -FAR_OFF, FAR_OFF);
    const aside = x + (params[0] >= 0 ? 1 : -1) * (y - foot);
    const corners = [
      [x, foot],
      [x, y],
      [aside, y],
      [aside, foot],
    ];
    polygon(context, corners, { fill: transparent(colour, 0.16) });
    polygon(context, corners, { edge: colour, width: 1.2, opacity: 0.75 });
  }
};

// The loss per epoch.

const lossPlace = (panel, epoch, loss) => {
  const { y } = panel;
  const shown = Math.max(loss, y.lowest);
  return onPanel(panel, [epoch, y.log ? Math.log10(shown) : shown]);
};

const lossLine = (panel, run, until) => {
  const whole = Math.floor(until + 1e-9);
  const epochs = Array.from({ length: whole + 1 }, (_, epoch) => epoch);
  const all = until > whole + 1e-9 ? [...epochs, until] : epochs;
  return all.map((epoch) => {
    const [x, y] = lossPlace(panel, epoch, lossOf(run, epoch));
    return [x, clamp(y, -FAR_OFF, FAR_OFF)];
  });
};

const drawLossScenery = (context, panel, { runs, payload }, pixel) => {
  drawGridLines(context, panel, payload.theme, pixel, false);
  clipped(context, panel.box, () => {
    for (const run of runs) {
      const look = { colour: payload.theme.axis, width: 2, opacity: 0.6, cap: "square" };
      stroke(context, lossLine(panel, run, run.epochs), look);
    }
  });
};

const drawLoss = (context, panel, { runs, epoch, payload }, stage) => {
  const { theme } = payload;
  clipped(context, panel.box, () => {
    runs.forEach((run, number) => {
      const { colour, scale } = stage.inks[number];
      stroke(context, lossLine(panel, run, reachedBy(run, epoch)), {
        colour,
        width: PATH_WIDTH * scale,
        cap: "square",
      });
    });
  });
  const places = runs.map((run) => lossMark(panel, run, epoch));
  const sizes = markerSizes(places);
  runs.forEach((run, number) => {
    const [x, y] = places[number];
    const beyond = y < panel.box.top;
    const ink = stage.inks[number];
    if (beyond) drawPointer(context, [x, panel.box.top], sizes[number], -Math.PI / 2, ink, theme);
    else drawPresent(context, [x, y], sizes[number], ink, theme);
  });
};

const lossMark = (panel, run, epoch) => {
  const reached = reachedBy(run, epoch);
  return lossPlace(panel, reached, lossOf(run, reached));
};

// The box around the surface: back walls with grid lines, axes with ticks and names.

const AXIS_WIDTH = 1.2;
const BOX_LABEL_GAP = 7;
const BOX_NAME_GAP = 15;
// Labels fade where an axis is seen nearly end on, where they are about to go over to another edge,
// and where they come too close to one another.
const FADES_SHORT = [0.25, 0.6];
const FADES_LEVEL = [0.03, 0.15];
const FADES_UPRIGHT = [0.05, 0.25];
const FADES_NEAR = [1, 5];

const nearSides = (axes) => [6, 7, 8].map((at) => (axes[at] >= 0 ? 1 : -1));

/** Return the floor's corners from left to right as they are seen, with where that is. */
const floorFromLeft = (axes) =>
  [-1, 1]
    .flatMap((x) => [-1, 1].map((y) => ({ corner: [x, y, 0], at: projected(axes, [x, y, 0])[0] })))
    .sort((a, b) => a.at - b.at);

/** Return the two near edges of the floor and the upright one furthest to the left. */
const labelledEdges = (axes, { azimuth }) => {
  const near = nearSides(axes);
  const [first, second] = floorFromLeft(axes);
  const clear = (angle) => ramp(Math.abs(angle), FADES_LEVEL, [0, 1]);
  return [
    {
      axis: 0,
      middle: [0, near[1], -1],
      outward: [0, near[1], 0],
      opacity: clear(Math.sin(radians(azimuth))),
    },
    {
      axis: 1,
      middle: [near[0], 0, -1],
      outward: [near[0], 0, 0],
      opacity: clear(Math.cos(radians(azimuth))),
    },
    {
      axis: 2,
      middle: first.corner,
      outward: first.corner,
      opacity: ramp(second.at - first.at, FADES_UPRIGHT, [0, 1]),
    },
  ];
};

const replaced = (place, axis, value) => place.map((each, k) => (k === axis ? value : each));
const stretched = ([x, y, z], half) => [x, y, z * half];

const drawWalls = (context, { scales, ground }, sight, theme) => {
  const near = nearSides(sight.axes);
  for (const axis of [0, 1, 2]) {
    const side = axis < 2 ? -near[axis] : -1;
    for (const ticked of [0, 1, 2].filter((each) => each !== axis)) {
      const along = 3 - axis - ticked;
      for (const place of [...scales[ticked].places, -1, 1]) {
        const begin = replaced(replaced([side, side, side], ticked, place), along, -1);
        const ends = [begin, replaced(begin, along, 1)].map((end) =>
          sight.put(stretched(end, ground.half)),
        );
        stroke(context, ends, { colour: theme.grid, width: 1, cap: "square" });
      }
    }
  }
};

/** Return a direction of the picture, of length 1, downward like all of it. */
const awayFrom = (spot, outward, sight) => {
  const here = sight.put(spot);
  const beyond = sight.put(spot.map((value, k) => value + 0.01 * outward[k]));
  const [dx, dy] = [beyond[0] - here[0], beyond[1] - here[1]];
  const length = Math.max(Math.hypot(dx, dy), 1e-12);
  return [dx / length, dy / length];
};

/** Return the labels of an edge: first its name, then those of its ticks. */
const edgeLabels = (edge, scale, { ground }, sight, theme) => {
  const { half } = ground;
  const size = [1, 1, half];
  const ends = [-1, 1].map((end) =>
    sight.put(replaced(stretched(edge.middle, half), edge.axis, end * size[edge.axis])),
  );
  const length = apartBy(...ends) * sight.unit;
  const opacity = ramp(length, FADES_SHORT, [0, 1]) * edge.opacity;
  const tall = (DIGIT_HEIGHT * theme.text_size) / 2;
  const ticks = scale.labels.map((text, place) => {
    const spot = replaced(
      stretched(edge.middle, half),
      edge.axis,
      scale.places[place] * size[edge.axis],
    );
    const away = awayFrom(spot, edge.outward, sight);
    const own = [textWidth(text, theme) / 2, tall];
    const reach = BOX_LABEL_GAP + Math.abs(away[0]) * own[0] + Math.abs(away[1]) * own[1];
    return { text, at: offset(sight.put(spot), away, reach), half: own, angle: 0, opacity };
  });
  const own = [textWidth(scale.name, theme) / 2, tall];
  const name =
    edge.axis === 2 ? nameAbove(edge, own, half, sight) : nameAlong(edge, own, ticks, half, sight);
  return [{ text: scale.name, opacity, ...name }, ...ticks];
};

const offset = ([x, y], [dx, dy], reach) => [x + dx * reach, y + dy * reach];

const nameAbove = (edge, own, half, sight) => {
  const top = [edge.middle[0], edge.middle[1], half];
  const away = awayFrom(top, [0, 0, 1], sight);
  return { at: offset(sight.put(top), away, BOX_LABEL_GAP + 2 * own[1]), half: own, angle: 0 };
};

const nameAlong = (edge, own, ticks, half, sight) => {
  const middle = stretched(edge.middle, half);
  const [from, to] = [-0.05, 0.05].map((step) =>
    sight.put(replaced(middle, edge.axis, middle[edge.axis] + step)),
  );
  const upright = (Math.atan2(from[1] - to[1], to[0] - from[0]) * 180) / Math.PI;
  const angle = ((((upright + 90) % 180) + 180) % 180) - 90;
  const away = awayFrom(middle, edge.outward, sight);
  const widest = [0, 1].map((axis) => Math.max(0, ...ticks.map((tick) => tick.half[axis])));
  const reach =
    BOX_LABEL_GAP +
    BOX_NAME_GAP +
    Math.abs(away[0]) * 2 * widest[0] +
    Math.abs(away[1]) * 2 * widest[1];
  const [cos, sin] = [Math.abs(Math.cos(radians(angle))), Math.abs(Math.sin(radians(angle)))];
  const extent = [cos * own[0] + sin * own[1], sin * own[0] + cos * own[1]];
  return { at: offset(sight.put(middle), away, reach), half: extent, angle };
};

/** Return labels, those faded that come too close to ones before them. */
const separatedLabels = (all) => {
  const shown = [];
  for (const label of all) {
    let { opacity } = label;
    for (const other of shown) {
      const slack = label.angle || other.angle ? 0.5 : 1;
      const gaps = [0, 1].map(
        (k) => Math.abs(label.at[k] - other.at[k]) - slack * (label.half[k] + other.half[k]),
      );
      opacity *= 1 - other.opacity * (1 - ramp(Math.max(...gaps), FADES_NEAR, [0, 1]));
    }
    shown.push({ ...label, opacity });
  }
  return shown;
};

const drawBox = (context, space, sight, camera, theme) => {
  const edges = labelledEdges(sight.axes, camera);
  drawWalls(context, space, sight, theme);
  for (const { axis, middle } of edges) {
    const ends = [-1, 1].map((end) =>
      sight.put(stretched(replaced(middle, axis, end), space.ground.half)),
    );
    stroke(context, ends, { colour: theme.axis, width: AXIS_WIDTH, cap: "square" });
  }
  const all = edges.flatMap((edge) =>
    edgeLabels(edge, space.scales[edge.axis], space, sight, theme),
  );
  for (const { text, at, angle, opacity } of separatedLabels(all)) {
    turned(context, at, -angle, () =>
      write(context, text, [0, (DIGIT_HEIGHT * theme.text_size) / 2], theme, {
        align: "center",
        opacity,
      }),
    );
  }
};

// The surface and what lies on it.

const UNSEEN = [NaN, NaN];
const RIM = "rgba(0,0,0,0.35)";

/** Return the level lines and the rim as places in space (n, 3), with their colours. */
const linesInSpace = ({ ground }, map) => {
  const levels = map.levels.flatMap(({ level, parts }, place) =>
    parts.map((part) => ({
      points: pairsOf(part).map((pair) => inSpace(ground, pair, level)),
      colour: cssOf(map.colours[place], LEVEL_OPACITY),
    })),
  );
  const { rows, columns, height } = ground;
  const vertex = (row, column) => [
    (2 * column) / (columns - 1) - 1,
    (2 * row) / (rows - 1) - 1,
    height[row * columns + column],
  ];
  const upTo = (count, of) => Array.from({ length: count }, (_, k) => of(k));
  const rims = [
    upTo(columns, (k) => vertex(0, k)),
    upTo(columns, (k) => vertex(rows - 1, k)),
    upTo(rows, (k) => vertex(k, 0)),
    upTo(rows, (k) => vertex(k, columns - 1)),
  ];
  return [...levels, ...rims.map((points) => ({ points, colour: RIM }))];
};

const drawSurfaceLines = (context, ground, lines, sight, steps) => {
  for (const { points, colour } of lines) {
    const behind = hiddenOf(ground, sight.axes, points, steps);
    const seen = points.map((point, row) => (behind[row] ? UNSEEN : sight.put(point)));
    stroke(context, seen, { colour, width: 1, cap: "square" });
  }
};

/** Return a track as it is seen: places, and which of them are hidden. */
const seenTrack = (track, { ground }, sight, steps) => {
  const see = (points) => ({
    places: points.map(sight.put),
    behind: hiddenOf(ground, sight.axes, points, steps),
  });
  const states = {
    places: track.states.map(sight.put),
    behind: hiddenOf(ground, sight.axes, track.states, RAY_STEPS),
  };
  const spots = states.places.map((place, row) => (states.behind[row] ? UNSEEN : place));
  return { line: see(track.points), states, dots: thinnedRows(spots, DOT_GAP_IN_SPACE) };
};

// Points of a path closer than this to the one before need not be drawn.
const INDISTINCT = 0.8;

/** Return places (n,) with null for those that a line may leave out. */
const distinct = (places) => {
  let last = UNSEEN;
  return places.map((place, row) => {
    const crowded = apartBy(place, last) < INDISTINCT && row + 1 < places.length;
    if (crowded) return null;
    last = place;
    return place;
  });
};

/** Return how many points of a track an epoch has reached, and the last place in between. */
const reachedPoints = ({ samples, updates }, { places, behind }, epoch) => {
  const steps = epoch * updates;
  const whole = Math.floor(steps + 1e-9);
  const along = Math.max(0, steps - whole) * (samples - 2);
  if (along < 1e-9) return { places: places.slice(0, whole * samples), behind };
  const last = whole * samples + Math.floor(along);
  const [from, to] = [places[last], places[last + 1] ?? places[last]];
  const tip = from.map((value, axis) => between(value, to[axis], along % 1));
  return {
    places: [...places.slice(0, last + 1), tip],
    behind: [...behind.slice(0, last + 1), behind[last]],
  };
};

const drawSurfaceMoving = (context, panel, state, stage, sight, seen) => {
  const { theme } = state.payload;
  const { runs, epoch, show } = state;
  const shown = runs.map((run, number) => ({ run, number }));
  const inkOf = (number) => stage.inks[number];
  const pane = spacePane(panel, state, stage, shown, inkOf, sight);
  clipped(context, panel.box, () => {
    if (show.has("level")) drawLevel(context, pane);
    if (show.has("comet")) drawComets(context, pane);
    else drawSpacePaths(context, shown, state, stage, seen, theme);
    if (show.has("wall")) drawWall(context, pane, sight);
    drawUnder(context, pane);
    const places = runs.map((run) => pane.put(placeOfRun(run, epoch), lossOf(run, epoch)));
    const sizes = markerSizes(places);
    shown.forEach(({ run, number }) => {
      const behind = pane.hides(placeOfRun(run, epoch), lossOf(run, epoch));
      drawPresent(
        context,
        places[number],
        sizes[number],
        stage.inks[number],
        theme,
        behind ? FAINT : 1,
      );
    });
    if (show.has("step")) drawSteps(context, pane);
  });
};

const drawSpacePaths = (context, shown, { epoch }, stage, seen, theme) => {
  const layers = shown.map(({ run, number }) => {
    const track = stage.tracks[number];
    const { places, behind } = reachedPoints(track, seen[number].line, reachedBy(run, epoch));
    const unseen = (row) => behind[row] || behind[row - 1] || behind[row + 1];
    const faint = places.map((place, row) => (unseen(row) ? place : UNSEEN));
    const clear = places.map((place, row) => (behind[row] ? UNSEEN : place));
    const hidden = behind.includes(true) ? faint : [];
    return { faint: hidden, places: distinct(clear), ink: stage.inks[number], slim: track.slim };
  });
  for (const { faint, ink } of layers)
    if (faint.length)
      stroke(context, faint, { colour: ink.colour, width: ink.width, opacity: FAINT });
  drawHaloed(context, layers, theme);
  for (const { number } of shown) {
    const { states, dots } = seen[number];
    const rows = dots.filter((row) => row <= epoch && !states.behind[row]);
    drawEpochDots(
      context,
      rows.map((row) => states.places[row]),
      stage.inks[number],
      theme,
    );
  }
};

// What is shown of how a descent works, on the map and on the surface alike.

/** Return a map as that which is shown is drawn on it. */
const flatPane = (panel, state, stage, shown, inkOf) => ({
  panel,
  state,
  stage,
  shown,
  inkOf,
  put: (pair) => onPanel(panel, pair),
  hides: () => false,
});

/** Return the surface as that which is shown is drawn on it. */
const spacePane = (panel, state, stage, shown, inkOf, sight) => {
  const { ground } = panel.space;
  const { objective } = state;
  const dear = objective.evaluated > 1e5;
  const lossAt = dear
    ? (pair) => surfaceAt(state.surface, ...pair)
    : (pair) => objective.value(...pair);
  const spot = (pair, loss) =>
    inWindow(ground.window, pair) ? inSpace(ground, pair, loss ?? lossAt(pair)) : [NaN, NaN, NaN];
  return {
    panel,
    state,
    stage,
    shown,
    inkOf,
    spot,
    put: (pair, loss) => sight.put(spot(pair, loss)),
    hides: (pair, loss) => isHidden(ground, sight.axes, spot(pair, loss), RAY_STEPS),
  };
};

const levelNow = remembered((surface, loss) => contourLines(surface, loss).map(pairsOf));

/** Draw the line of all params that have the leader's loss, where it is seen. */
const drawLevel = (context, { state, shown, inkOf, put, hides }) => {
  const { run, number } =
    shown[
      leaderAt(
        shown.map((each) => each.run),
        state.epoch,
      )
    ];
  const loss = lossOf(run, state.epoch);
  if (!Number.isFinite(loss)) return;
  for (const part of levelNow(state.surface, loss)) {
    const places = part.map((pair) => (hides(pair, loss) ? UNSEEN : put(pair, loss)));
    stroke(context, places, {
      colour: state.payload.theme.halo,
      width: 4.2,
      opacity: 0.75,
      cap: "square",
    });
    stroke(context, places, { colour: inkOf(number).colour, width: 2, dash: [5, 1.6] });
  }
};

const TAIL = 20;
const COMET_HALO = 0.6;

/** Draw the last epochs of each path, fading out toward the tail. */
const drawComets = (context, { state, shown, stage, inkOf, put, hides }) => {
  const { epoch, payload } = state;
  const pieces = shown.flatMap(({ run, number }) => {
    const { pairs, updates } = stage.tracks[number];
    const reached = reachedBy(run, epoch);
    const first = Math.max(0, Math.floor(reached) - TAIL);
    return Array.from({ length: Math.ceil(reached - 1e-9) - first }, (_, k) => {
      const ends = [first + k, Math.min(first + k + 1, reached)];
      const along = evenly(ends[0], ends[1], Math.max(9, updates + 1)).map((at) =>
        pairAtRow(pairs, at * updates),
      );
      const shade = clamp(1 - (reached - ends[1]) / TAIL, 0, 1);
      return {
        places: along.map((pair) => put(pair)),
        shade: hides(along[4]) ? shade * FAINT : shade,
        ink: inkOf(number),
      };
    });
  });
  for (const { places, shade, ink } of pieces) {
    stroke(context, places, {
      colour: payload.theme.halo,
      width: ink.width + HALO,
      opacity: COMET_HALO * shade,
    });
  }
  for (const { places, shade, ink } of pieces) {
    stroke(context, places, { colour: ink.colour, width: ink.width, opacity: shade });
  }
};

const pairAtRow = (pairs, row) => {
  const before = Math.min(Math.floor(row + 1e-9), pairs.length - 1);
  const after = pairs[before + 1] ?? pairs[before];
  return pairs[before].map((value, axis) => between(value, after[axis], clamp(row - before, 0, 1)));
};

const ARROW_WIDTH = 3.4;
const ARROW_HEAD = 13;
const LEAST_ARROW = 1.5;
const ARROW_BENDS = 13;
const LONGEST_ARROW = 0.17;
const SHORTEST = 0.4;
const STEEPNESS_POWER = 0.25;

const bentWay = (begin, end) =>
  evenly(0, 1, ARROW_BENDS).map((share) =>
    begin.map((value, axis) => between(value, end[axis], share)),
  );
const added = ([a, b], [c, d]) => [a + c, b + d];

/** Return the outline of an arrow along a line (n, 2), in points; of a short one none. */
const arrowOutline = (line, breadth = 1) => {
  const along = [0];
  for (let k = 1; k < line.length; k += 1) along.push(along[k - 1] + apartBy(line[k], line[k - 1]));
  const length = along.at(-1);
  if (!(length >= LEAST_ARROW) || line.length < 2) return [];
  const scale = breadth * Math.min(1, length / (1.7 * breadth * ARROW_HEAD));
  const neck = length - scale * ARROW_HEAD;
  const after = along.findIndex((way) => way > neck);
  const share = (neck - along[after - 1]) / (along[after] - along[after - 1]);
  const cut = line[after].map((to, axis) => between(line[after - 1][axis], to, share));
  const shaft = [...line.slice(0, after), cut];
  const tip = line.at(-1);
  const side = (from, to, reach) => {
    const size = Math.max(apartBy(from, to), 1e-9);
    return [(-(to[1] - from[1]) / size) * reach, ((to[0] - from[0]) / size) * reach];
  };
  const edge = (sign) =>
    shaft.map((place, k) =>
      added(place, side(place, shaft[k + 1] ?? tip, (sign * scale * ARROW_WIDTH) / 2)),
    );
  const barb = (sign) => added(cut, side(cut, tip, sign * scale * ARROW_HEAD * 0.42));
  return [...edge(1), barb(1), tip, barb(-1), ...edge(-1).reverse()];
};

const drawArrow = (context, { put, hides }, begin, way, look, breadth = 1) => {
  if (!finitePair(way)) return;
  const line = bentWay(begin, added(begin, way))
    .map((pair) => put(pair))
    .filter(finitePair);
  const outline = arrowOutline(line, breadth);
  if (outline.length) polygon(context, outline, { ...look, opacity: hides(begin) ? FAINT : 1 });
};

const downhillOf = new WeakMap();

/** Return what the downhill arrows add to the params at each epoch, (E + 1, 2), flat. */
const downhillWays = (run, { objective, surface }) => {
  const known = downhillOf.get(run.path);
  if (known?.surface === surface) return known.ways;
  const { m, b } = windowOf(surface);
  const spans = [m[1] - m[0], b[1] - b[0]];
  const downhill = run.downhill
    ? pairsOf(run.downhill)
    : pairsOf(run.path).map((pair) => objective.gradient(...pair).map((part) => -part));
  const shares = downhill.map((way) => way.map((part, axis) => part / spans[axis]));
  const steepness = shares.map((share) => Math.hypot(...share));
  const seen = steepness.filter((_, row) => inWindow({ m, b }, pairAt(run.path, row)));
  const steepest = Math.max(0, ...seen) || extremes(steepness)[1] || 1;
  const ways = shares.flatMap((share, row) => {
    const length =
      LONGEST_ARROW * clamp((steepness[row] / steepest) ** STEEPNESS_POWER, SHORTEST, 1);
    return share.map(
      (part, axis) => part * (length / Math.max(steepness[row], 1e-300)) * spans[axis],
    );
  });
  downhillOf.set(run.path, { surface, ways });
  return ways;
};

/** Draw what lies under the markers of where the runs are: arrows, and where they land next. */
const drawUnder = (context, pane) => {
  const { state, shown, inkOf } = pane;
  const { show, epoch, payload } = state;
  const { theme } = payload;
  for (const { run, number } of shown) {
    const reached = reachedBy(run, epoch);
    const here = placeOfRun(run, epoch);
    const ink = inkOf(number);
    if (show.has("gradient")) {
      const way = pairAtEpoch(downhillWays(run, state), reached);
      drawArrow(context, pane, here, way, { fill: theme.halo, edge: ink.colour, width: 1.6 }, 1.3);
    }
    if (show.has("velocity") && run.carried?.some(Boolean))
      drawVelocity(context, pane, run, here, reached, ink);
    if (show.has("next") && run.steps)
      drawLanding(context, pane, added(here, pairAtEpoch(run.steps, reached)), ink);
  }
};

const drawVelocity = (context, pane, run, here, reached, ink) => {
  const { theme } = pane.state.payload;
  const [along, whole] = [pairAtEpoch(run.carried, reached), pairAtEpoch(run.steps, reached)];
  if (!finitePair(along) || !finitePair(whole)) return;
  drawArrow(context, pane, here, along, { fill: theme.optimum, edge: "#000000", width: 1 }, 1.7);
  const corners = [
    added(here, along),
    added(here, whole),
    [here[0] + whole[0] - along[0], here[1] + whole[1] - along[1]],
    here,
  ];
  const places = corners
    .slice(1)
    .flatMap((corner, k) => bentWay(corners[k], corner))
    .map((pair) => pane.put(pair))
    .filter(finitePair);
  stroke(context, places, { colour: theme.halo, width: 3.6, cap: "square" });
  stroke(context, places, { colour: ink.colour, width: 1.8, dash: [2.5, 1.5] });
};

const RING_WIDTH = 2.2;
const drawLanding = (context, { put, state }, pair, ink) => {
  const place = put(pair);
  disc(
    context,
    place,
    (MARKER_SIZE * ink.scale) / 2,
    null,
    state.payload.theme.halo,
    2.2 * RING_WIDTH,
  );
  disc(context, place, (MARKER_SIZE * ink.scale) / 2, null, ink.colour, RING_WIDTH);
};

const drawSteps = (context, pane) => {
  const { state, shown, inkOf } = pane;
  for (const { run, number } of shown) {
    if (!run.steps) continue;
    const way = pairAtEpoch(run.steps, reachedBy(run, state.epoch));
    const look = { fill: inkOf(number).colour, edge: state.payload.theme.halo, width: 1.2 };
    drawArrow(context, pane, placeOfRun(run, state.epoch), way, look);
  }
};

const WALL_SAMPLES = 40;
const WALL_WIDTH = 1.6;

/** Draw a level line from where the leader is to the upright axis, and its loss there. */
const drawWall = (context, pane, sight) => {
  const { state, shown, inkOf, spot, panel } = pane;
  const { theme } = state.payload;
  const { run, number } = shown[leaderAt(state.runs, state.epoch)];
  const loss = lossOf(run, state.epoch);
  const here = spot(placeOfRun(run, state.epoch), loss);
  if (!Number.isFinite(here[0] + here[2])) return;
  const { corner } = floorFromLeft(sight.axes)[0];
  const far = corner[0] === -nearSides(sight.axes)[0] ? 0 : 1;
  const beside = replaced(here, far, corner[far]);
  const turns = [here, beside, [corner[0], corner[1], here[2]]];
  const way = turns
    .slice(1)
    .flatMap((end, k) =>
      evenly(0, 1, WALL_SAMPLES).map((share) =>
        turns[k].map((value, axis) => between(value, end[axis], share)),
      ),
    );
  const hidden = way.map((point) => isHidden(panel.space.ground, sight.axes, point, RAY_STEPS));
  const places = way.map(sight.put);
  const only = (unseen) => places.map((place, k) => (hidden[k] === unseen ? place : UNSEEN));
  const { colour } = inkOf(number);
  stroke(context, only(false), { colour: theme.halo, width: 3.6, cap: "square" });
  stroke(context, only(false), { colour, width: WALL_WIDTH, cap: "square" });
  stroke(context, only(true), { colour, width: WALL_WIDTH, dash: [2, 2], opacity: 0.75 });
  const losses = state.runs.flatMap((each) => extremes(each.losses));
  drawTag(context, places.at(-1), numberFormat(...extremes(losses))(loss), colour, theme);
};

const drawTag = (context, [x, y], text, colour, theme) => {
  const size = theme.text_size;
  const [pad, width] = [0.25 * size, textWidth(text, theme)];
  context.fillStyle = colour;
  context.beginPath();
  context.roundRect(x + 8 - pad, y - size / 2 - pad, width + 2 * pad, size + 2 * pad, pad);
  context.fill();
  write(context, text, [x + 8, y + (DIGIT_HEIGHT * size) / 2], theme, { colour: theme.background });
};

// Titles and captions.

const writeSpot = (context, { word: each, left, right, baseline, size }, epoch, theme) => {
  const align = each.side;
  const at = align === "right" ? right : left;
  write(context, each.says(epoch), [Math.round(at), Math.round(baseline)], theme, {
    size,
    bold: each.bold,
    colour: each.colour(epoch),
    align,
  });
};

const drawHeader = (context, { header }, { epoch, payload }) => {
  const { theme } = payload;
  const above = HEADER_ABOVE + LINE_HEIGHT * header.size;
  if (header.title)
    write(context, header.title, [header.edge, above], theme, { size: header.size, bold: true });
  for (const spot of header.spots) writeSpot(context, spot, epoch, theme);
};

const drawCaption = (context, plan, { captions }, { epoch, payload }) => {
  const said = captions.lines.filter(([begin]) => begin <= epoch + 1e-9).at(-1);
  if (!said) return;
  const baseline = Math.round(plan.down - CAPTION_BELOW * captions.size);
  write(context, said[1], [Math.round(plan.across / 2), baseline], payload.theme, {
    size: captions.size,
    align: "center",
  });
};

/** Write the label and the loss of a run above a map of its own. */
const drawOwnTitle = (context, panel, state, stage) => {
  const { theme, words } = state.payload;
  const run = state.runs[panel.own];
  const { colour } = stage.inks[panel.own];
  const format = lossFormat(state.runs)(run);
  const ending = endingOf(run, words);
  const told = format(lossOf(run, state.epoch));
  const shown = state.epoch >= run.epochs ? `${ending} ${told}`.trimStart() : told;
  const look = { size: theme.title_size, bold: true, colour };
  const texts = [...numbersTold(run.losses, format), `${ending} ${format(run.losses.at(-1))}`];
  const widest = Math.max(...texts.map((text) => textWidth(text, theme, theme.title_size, true)));
  const { left, top, width } = panel.box;
  const label = shortened(run.label, width - widest - 12, theme, theme.title_size, true);
  write(context, label, [left, top - TITLE_RISE], theme, look);
  write(context, shown, [left + width, top - TITLE_RISE], theme, { ...look, align: "right" });
};

// The painter: what stays is drawn once, and per frame only what moves.

const drawStaying = (context, plan, state, stage, map) => {
  const { theme } = state.payload;
  context.fillStyle = theme.background;
  context.fillRect(0, 0, plan.across, plan.down);
  for (const panel of stage.panels) {
    if (panel.title) drawTitle(context, panel, theme);
    if (panel.name === "contour") drawMap(context, panel, state, map);
    if (panel.name === "fit") drawFitScenery(context, panel, state, plan.pixel);
    if (panel.name === "loss") drawLossScenery(context, panel, state, plan.pixel);
    if (panel.name !== "surface") drawAxes(context, panel, theme, plan.pixel);
  }
};

const drawScenery = (context, plan, state, space, sight, mesh, turning, canvas) => {
  const { box, ground } = space;
  drawBox(context, space, sight, state.camera, state.payload.theme);
  const painted = paintMesh(mesh, sight, box, plan.pixel, turning, canvas);
  clipped(context, box, () => {
    context.imageSmoothingEnabled = true;
    context.imageSmoothingQuality = "medium";
    const { width, height } = painted.canvas;
    context.drawImage(
      painted.canvas,
      box.left,
      box.top,
      width / painted.zoom,
      height / painted.zoom,
    );
    drawSurfaceLines(context, ground, mesh.lines, sight, turning ? TURNING_STEPS : RAY_STEPS);
    const best = state.show.has("optimum") && bestPlace(state);
    if (!best) return;
    const spot = inSpace(ground, best, state.objective.minimum);
    drawStar(
      context,
      sight.put(spot),
      state.payload.theme,
      isHidden(ground, sight.axes, spot, RAY_STEPS) ? FAINT : 1,
    );
  });
};

const drawMoving = (context, plan, state, stage, sight, seen) => {
  for (const panel of stage.panels) {
    if (panel.name === "contour") drawContour(context, panel, state, stage);
    if (panel.own !== undefined) drawOwnTitle(context, panel, state, stage);
    if (panel.name === "fit") drawFits(context, panel, state, stage, plan.pixel);
    if (panel.name === "loss") drawLoss(context, panel, state, stage);
    if (panel.name === "surface") drawSurfaceMoving(context, panel, state, stage, sight, seen);
  }
  drawHeader(context, stage, state);
  drawCaption(context, plan, stage, state);
  drawAttention(context, state, stage, sight);
};

/** Draw the ring around what has the focus, and cross hairs at what is pointed at. */
const drawAttention = (context, state, stage, sight) => {
  const { focus, hover, payload } = state;
  const { theme } = payload;
  for (const panel of stage.panels) {
    if (
      hover &&
      panel.name === "contour" &&
      inWindow(windowOf(state.surface), [hover.m, hover.b])
    ) {
      drawCross(context, onPanel(panel, [hover.m, hover.b]), theme);
    }
    if (
      hover &&
      panel.name === "surface" &&
      inWindow(panel.space.ground.window, [hover.m, hover.b])
    ) {
      drawCross(
        context,
        sight.put(inSpace(panel.space.ground, [hover.m, hover.b], hover.loss)),
        theme,
      );
    }
    const place = focus ? focusPlace(panel, state, focus, sight) : null;
    if (place && finitePair(place))
      drawRing(context, place, theme, focus.startsWith("point") ? 8 : 13);
  }
};

const middleOf = ({ left, top, width, height }) => [left + width / 2, top + height / 2];

const focusPlace = (panel, { runs, data, epoch }, focus, sight) => {
  const [what, number = "0"] = focus.split(":");
  const row = Number(number);
  if (what === "camera") return panel.name === "surface" ? middleOf(panel.box) : null;
  if (what === "at")
    return panel.name === "contour" ? mapPlace(panel, number.split(",").map(Number)) : null;
  if (what === "point")
    return panel.name === "fit" && row < (data.x?.length ?? 0)
      ? onPanel(panel, [data.x[row], data.y[row]])
      : null;
  const run = runs[row];
  if (!run || !["start", "present"].includes(what)) return null;
  const at = what === "start" ? 0 : reachedBy(run, epoch);
  if (panel.name === "loss") return what === "present" ? lossMark(panel, run, epoch) : null;
  if (panel.name === "contour")
    return panel.own === undefined || panel.own === row
      ? mapPlace(panel, pairAtEpoch(run.path, at))
      : null;
  if (panel.name !== "surface" || !inWindow(panel.space.ground.window, pairAtEpoch(run.path, at)))
    return null;
  return sight.put(inSpace(panel.space.ground, pairAtEpoch(run.path, at), lossOf(run, at)));
};

/** Return where params are on the map, or at its edge if they are outside. */
const mapPlace = (panel, pair) =>
  inWindow({ m: panel.x.range, b: panel.y.range }, pair)
    ? onPanel(panel, pair)
    : edgePlace(panel, pair).place;

/**
 * Return a painter, which keeps what stays between one frame and the next.
 * @param {CanvasRenderingContext2D|OffscreenCanvasRenderingContext2D} ctx  Its canvas gets the
 *   plan's size in device pixels.
 * @param {object} payload
 * @returns {{paint: (plan: Plan, state: object) => boolean}}  Paint draws a frame, and returns
 *   whether it was a draft, such as while the camera turns: painted again at rest, it is finer.
 */
export const makePainter = (ctx, payload) => {
  const colours = bytesOf(payload.colormap);
  const mapOf = remembered((surface, relief) =>
    makeMap(surface, relief, colours, payload.theme.levels),
  );
  const meshOf = remembered((space, map) => ({
    ground: space.ground,
    normals: normalsOf(space.ground),
    colours: map.vertexColours,
    lines: linesInSpace(space, map),
  }));
  const sightOf = remembered(
    (space, elevation, azimuth) => space && makeSight(space, { elevation, azimuth }),
  );
  const seenOf = remembered((stage, space, sight, steps) =>
    space ? stage.tracks.map((track) => seenTrack(track, space, sight, steps)) : [],
  );
  const [flat, raised, pixels] = [0, 0, 0].map(() => new OffscreenCanvas(1, 1));
  let [laid, before, kept] = [null, null, null];

  /** Draw what stays, at most once. */
  const drawFlat = (context, plan, stage, map, state) => {
    const key = [plan, stage, map];
    if (!alike(key, laid)) drawStaying(layerOf(flat, plan), plan, state, stage, map);
    laid = key;
    context.drawImage(flat, 0, 0, flat.width / plan.pixel, flat.height / plan.pixel);
  };

  /** Draw the surface, and return whether only a draft of it. */
  const drawRaised = (context, plan, space, sight, map, state) => {
    const key = [plan, space, sight, map, state.show.has("optimum")];
    // What changes again and again is not worth keeping; what is asked for twice is.
    const draft = before !== null && !alike(key, before);
    before = key;
    const draw = (target) =>
      drawScenery(target, plan, state, space, sight, meshOf(space, map), draft, pixels);
    if (draft) {
      draw(context);
      return true;
    }
    const frame = layerFrame(space.box, plan);
    if (!alike(key, kept)) draw(partLayerOf(raised, frame, plan));
    kept = key;
    const { left, top, width, height } = frame;
    context.drawImage(
      raised,
      left / plan.pixel,
      top / plan.pixel,
      width / plan.pixel,
      height / plan.pixel,
    );
    return false;
  };

  const paintFrame = (plan, state) => {
    const stage = stageOf(plan, state);
    const map = mapOf(state.surface, state.relief);
    const space = stage.panels.find(({ name }) => name === "surface")?.space ?? null;
    const sight = sightOf(space, state.camera.elevation, state.camera.azimuth);
    const context = layerOf(ctx.canvas, plan, ctx);
    drawFlat(context, plan, stage, map, state);
    const draft = space !== null && drawRaised(context, plan, space, sight, map, state);
    const seen = seenOf(stage, space, sight, draft ? TURNING_STEPS : RAY_STEPS);
    drawMoving(context, plan, state, stage, sight, seen);
    return draft;
  };
  return { paint: paintFrame };
};

const alike = (one, other) => other !== null && one.every((part, place) => part === other[place]);

// Labels around the box may reach so many points over the panel.
const OVERHANG = 30;

/** Return the device pixels, whole ones, in which all of the surface is drawn. */
const layerFrame = ({ left, top, width, height }, { pixel }) => ({
  left: Math.floor((left - OVERHANG) * pixel),
  top: Math.floor((top - OVERHANG) * pixel),
  width: Math.ceil((width + 2 * OVERHANG) * pixel),
  height: Math.ceil((height + 2 * OVERHANG) * pixel),
});

/** Return the context of an empty canvas for a part of the plan, in points. */
const partLayerOf = (canvas, { left, top, width, height }, { pixel }) => {
  Object.assign(canvas, { width, height });
  const context = canvas.getContext("2d");
  context.setTransform(pixel, 0, 0, pixel, -left, -top);
  return context;
};

/** Return the context of a canvas made as large as the plan, in points. */
const layerOf = (canvas, plan, context = canvas.getContext("2d")) => {
  const [width, height] = [Math.round(plan.width * plan.dpr), Math.round(plan.height * plan.dpr)];
  if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
  context.setTransform(plan.pixel, 0, 0, plan.pixel, 0, 0);
  return context;
};

/**
 * Draw one frame, such as for a file; who draws many keeps a painter.
 * @param {CanvasRenderingContext2D|OffscreenCanvasRenderingContext2D} ctx
 * @param {Plan} plan
 * @param {object} state
 */
export const paint = (ctx, plan, state) => {
  makePainter(ctx, state.payload).paint(plan, state);
};

// From the picture back to what it shows.

// How far from a marker or a point one may press, in CSS pixels.
const NEAR_START = 18;
const NEAR_POINT = 12;

const sightFor = (stage, { camera }) => {
  const panel = stage.panels.find(({ name }) => name === "surface");
  return panel ? makeSight(panel.space, camera) : null;
};

const nearest = (places, point, reach) => {
  const distances = places.map((place) =>
    place && finitePair(place) ? apartBy(place, point) : Infinity,
  );
  const least = Math.min(Infinity, ...distances);
  return least <= reach ? distances.indexOf(least) : -1;
};

/**
 * Return what is at a place of the picture.
 * @param {Plan} plan
 * @param {object} state
 * @param {number} x  CSS pixels from the canvas's left edge.
 * @param {number} y  CSS pixels from its upper edge.
 * @returns {{panel: string|null, params: Pair|null, data: Pair|null, epoch: number|null,
 *   nearStart: number, nearPoint: number}}  Params are in the chart's coordinates, on the surface
 *   those of its point that is seen there; nearStart and nearPoint are the numbers of a run and of
 *   a point of the data, or -1.
 */
export const locate = (plan, state, x, y) => {
  const stage = stageOf(plan, state);
  const sight = sightFor(stage, state);
  const point = [x / plan.scale, y / plan.scale];
  const nothing = {
    panel: null,
    params: null,
    data: null,
    epoch: null,
    nearStart: -1,
    nearPoint: -1,
  };
  const panel = stage.panels.find(({ box }) => holds(box, point, 6));
  if (!panel) return nothing;
  const found = { ...nothing, panel: panel.name };
  const starts = state.runs.map((_, number) => focusPlace(panel, state, `start:${number}`, sight));
  if (panel.name === "loss")
    return { ...found, epoch: clamp(Math.round(offPanel(panel, point)[0]), 0, state.epochs) };
  if (panel.name === "fit") {
    const places = Array.from(state.data.x ?? [], (value, row) =>
      onPanel(panel, [value, state.data.y[row]]),
    );
    return {
      ...found,
      data: offPanel(panel, point),
      nearPoint: nearest(places, point, NEAR_POINT / plan.scale),
    };
  }
  const nearStart = nearest(starts, point, NEAR_START / plan.scale);
  const params =
    panel.name === "contour" ? inPanel(panel, point) : pickSurface(panel.space, sight, point);
  return { ...found, params, nearStart };
};

/** Return the params at a place of the map, those at its edge if it lies a little outside. */
const inPanel = (panel, point) => {
  const [m, b] = offPanel(panel, point);
  return [clamp(m, ...panel.x.range), clamp(b, ...panel.y.range)];
};

/**
 * Return where something is in the picture, in CSS pixels; null where it is not to be seen.
 * @param {Plan} plan
 * @param {object} state
 * @param {string} what  "start:0" or "present:0" of a run, "point:3" of the data, "at:1.5,-2" on
 *   the map, or "camera" for the middle of the surface; "@" and a panel's name tell in which, else
 *   it is the first that has it, the map before the surface.
 * @returns {Pair|null}
 */
export const placeOf = (plan, state, what) => {
  const stage = stageOf(plan, state);
  const sight = sightFor(stage, state);
  const [thing, wanted] = what.split("@");
  const panels = ["contour", "surface", "fit", "loss"].flatMap((name) =>
    stage.panels.filter((panel) => panel.name === name && (!wanted || wanted === name)),
  );
  const places = panels.map((panel) => focusPlace(panel, state, thing, sight));
  const place = places.find((each) => each && finitePair(each));
  return place ? place.map((along) => along * plan.scale) : null;
};

// ---- The page ---------------------------------------------------------------------------------

/**
 * The page around the picture: what is asked for, the controls that change it, and what is said.
 */

const MOST_EPOCHS = 2000;
const [SLOWEST, FASTEST] = [1e-150, 1e150];
const MOST_RUNS = 8;
const SPEEDS = [0.25, 0.5, 1, 2, 4];
// Rates mean the same to these, so they keep theirs when one takes the place of another.
const FOLLOWERS = ["gd", "sgd", "momentum", "nesterov"];
// What is called momentum, or does the same.
const SHARE_KEYS = ["momentum", "beta1"];

// What is asked for: a value that is never changed, only replaced.

/**
 * @typedef {object} PagePlan  A run that is asked for.
 * @property {{name: string, keys: Object<string, number>}} optimizer  Without its learning rate.
 * @property {number|null} rate  Null for the one that the optimizer chooses.
 * @property {{name: string, keys: Object<string, number>}} schedule
 * @property {[number, number]} start  In the data's coordinates.
 * @property {boolean} standardize
 * @property {Uint16Array[]|null} orders  Of the points, for batches.
 *
 * @typedef {object} Asked
 * @property {object} data  As the model has it.
 * @property {number} epochs
 * @property {PagePlan[]} plans
 */

const unpacked = (text, Numbers = Float64Array) =>
  new Numbers(Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0)).buffer);

const unpackedData = ({ moments, x, y, w, complete }) => ({
  moments,
  x: unpacked(x),
  y: unpacked(y),
  weights: w ? unpacked(w) : null,
  complete,
});

const unpackedOrders = (text, points) => {
  if (!text) return null;
  const all = unpacked(text, Uint16Array);
  const epochs = Math.floor(all.length / points);
  return Array.from({ length: epochs }, (_, k) => all.subarray(k * points, (k + 1) * points));
};

/** Return what the rendered picture asked for. */
const renderedAsk = (payload) => {
  const data = unpackedData(payload.data);
  const plans = payload.runs.map((run) => {
    const { learning_rate: own, ...keys } = run.optimizer.keys;
    return {
      optimizer: { name: run.optimizer.name, keys },
      rate: run.learning_rate ?? own ?? null,
      schedule: run.schedule,
      start: run.start,
      standardize: run.standardize,
      orders: unpackedOrders(run.orders, data.x.length),
    };
  });
  return { data, epochs: payload.epochs, plans };
};

/** Return the window of a pair of ranges, as the model has it. */
const rangedWindow = ([m, b]) => ({ m, b });

const withPoints = (data, x, y, weights) => ({
  ...data,
  x,
  y,
  weights,
  moments: momentsOf(x, y, weights),
});

/** Return data in which one point is elsewhere. */
const pointMoved = (data, number, [x, y]) =>
  withPoints(data, data.x.with(number, x), data.y.with(number, y), data.weights);

/** Return data with one point more, which counts as much as the others do on average. */
const pointAdded = ({ ...data }, [x, y]) => {
  const longer = (values, value) => Float64Array.of(...values, value);
  const { weights, moments } = data;
  const weight = weights && longer(weights, moments.weight / moments.n);
  return withPoints(data, longer(data.x, x), longer(data.y, y), weight);
};

/** Return data without one of the points. */
const pointRemoved = (data, number) => {
  const rest = (values) => values && values.filter((_, place) => place !== number);
  return withPoints(data, rest(data.x), rest(data.y), rest(data.weights));
};

/** Return the key that says how much of its velocity an optimizer keeps; none without one. */
const shareKeyOf = (name) => SHARE_KEYS.find((key) => key in usualKeysOf(name));
const shareOf = ({ name, keys }) => ({ ...usualKeysOf(name), ...keys })[shareKeyOf(name)];
/** Return how many epochs there may be: of batches the page knows but some. */
const mostEpochs = (plans) =>
  Math.min(MOST_EPOCHS, ...plans.flatMap(({ orders }) => (orders ? [orders.length - 1] : [])));
const hasRate = (name) => "learning_rate" in usualKeysOf(name);
/** Return an optimizer's keys; of one that is only played, and is in no table, none. */
const usualKeysOf = (name) =>
  Object.hasOwn(OPTIMIZERS, name) ? OPTIMIZERS[name].defaults : Object.freeze({});

/** Return a plan with another optimizer, which keeps what means the same to both. */
const withOptimizer = (plan, name) => {
  const both = FOLLOWERS.includes(name) && FOLLOWERS.includes(plan.optimizer.name);
  return { ...plan, optimizer: { name, keys: {} }, rate: both ? plan.rate : null };
};

const withShare = (plan, share) => {
  const { name, keys } = plan.optimizer;
  return { ...plan, optimizer: { name, keys: { ...keys, [shareKeyOf(name)]: share } } };
};

// How a value that comes from outside is read: undefined if it is none that can be meant.

const pairRead = (value) => {
  const pair = typeof value === "string" ? value.split(",") : value;
  if (!Array.isArray(pair) || pair.length !== 2) return undefined;
  const numbers = pair.map((each) => (String(each).trim() === "" ? NaN : Number(each)));
  return numbers.every((each) => Math.abs(each) < 1e150) ? numbers : undefined;
};
const numberRead = (least, most) => (value) => {
  const number = String(value).trim() === "" || value === null ? NaN : Number(value);
  return number >= least && number <= most ? number : undefined;
};
const nameRead = (table) => (value) => (Object.hasOwn(table, value) ? value : undefined);
const rateRead = (value) => {
  if (value === "auto" || value === null) return null;
  return numberRead(SLOWEST, FASTEST)(value);
};
const flagRead = (value) => (typeof value === "boolean" ? value : undefined);

const RUN_CHANGES = {
  optimizer: { read: nameRead(OPTIMIZERS), apply: withOptimizer },
  start: { read: pairRead, apply: (plan, start) => ({ ...plan, start }) },
  learningRate: { read: rateRead, apply: (plan, rate) => ({ ...plan, rate }) },
  momentum: {
    read: numberRead(0, 0.9999),
    apply: (plan, share) => (shareKeyOf(plan.optimizer.name) ? withShare(plan, share) : plan),
  },
  schedule: {
    read: nameRead(SCHEDULES),
    apply: (plan, name) => ({ ...plan, schedule: { name, keys: {} } }),
  },
};
const wholeRead = (value) => {
  const number = numberRead(1, MOST_EPOCHS)(value);
  return Number.isInteger(number) ? number : undefined;
};
const PAGE_CHANGES = {
  epoch: numberRead(0, 1e6),
  epochs: wholeRead,
  camera: pairRead,
  playing: flagRead,
  speed: numberRead(0.05, 20),
  loop: flagRead,
};

/** Return a plan with changes, in an order in which none undoes another. */
const planChanged = (plan, changes) =>
  Object.entries(RUN_CHANGES).reduce(
    (changed, [name, { apply }]) => (name in changes ? apply(changed, changes[name]) : changed),
    plan,
  );

/** Return changes as they are read, and the names of those that are none. */
const changesRead = (given) => {
  const readers = { ...PAGE_CHANGES };
  for (const [name, { read }] of Object.entries(RUN_CHANGES)) readers[name] = read;
  const [changes, unread] = [{}, []];
  for (const [name, value] of Object.entries(given)) {
    const found = Object.hasOwn(readers, name) ? readers[name](value) : undefined;
    if (found === undefined) unread.push(name);
    else changes[name] = found;
  }
  return { changes, unread };
};

// The state as the fragment of an address: start=1.2,-3&lr=0.01&epoch=24, each further run after
// a run=2 of its own.

const FRAGMENT_NAMES = {
  start: "start",
  optimizer: "optimizer",
  lr: "learningRate",
  momentum: "momentum",
  schedule: "schedule",
  epochs: "epochs",
  epoch: "epoch",
  camera: "camera",
};

/** Return changes of the page, those of each run by its place, and what is damaged. */
const fragmentRead = (text) => {
  const found = { page: {}, runs: [], damaged: [] };
  let place = 0;
  for (const part of text.replace(/^#/, "").split("&").filter(Boolean)) {
    const [name, ...rest] = part.split("=");
    const value = decodedText(rest.join("="));
    const whole = numberRead(1, MOST_RUNS)(value ?? "");
    if (name === "run" && Number.isInteger(whole)) {
      place = whole - 1;
      found.runs[place] ??= {};
    } else if (name === "runs" && Number.isInteger(whole)) {
      found.count = whole;
    } else {
      noteChange(found, place, name, value, part);
    }
  }
  return found;
};

const noteChange = (found, place, name, value, part) => {
  const known = Object.hasOwn(FRAGMENT_NAMES, name) ? FRAGMENT_NAMES[name] : "";
  const { changes, unread } = changesRead({ [known]: value });
  if (unread.length > 0) found.damaged.push(part);
  else if (known in PAGE_CHANGES) Object.assign(found.page, changes);
  else found.runs[place] = { ...found.runs[place], ...changes };
};

/** Return what the fragment asks for; a run that the picture does not have is like its first. */
const fragmentAsk = (rendered, { page, runs, count = rendered.plans.length }) => {
  const plans = Array.from({ length: Math.max(count, runs.length) }, (_, place) =>
    planChanged(rendered.plans[place] ?? rendered.plans[0], runs[place] ?? {}),
  );
  const same = plans.length === rendered.plans.length && runs.length === 0;
  const epochs = page.epochs ?? rendered.epochs;
  return { ...rendered, epochs, plans: same ? rendered.plans : plans.slice(0, MOST_RUNS) };
};

const decodedText = (text) => {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
};

/** Return what of a plan differs from another, by its names in a fragment. */
const planDifference = (plan, other) => {
  const usual = planTold(other);
  // Another optimizer comes with a momentum of its own.
  if (plan.optimizer.name !== usual.optimizer) usual.momentum = momentumTold(plan.optimizer.name);
  return Object.fromEntries(
    Object.entries(planTold(plan)).filter(([name, value]) => value !== usual[name]),
  );
};

const momentumTold = (name, keys = {}) =>
  shareKeyOf(name) ? short(shareOf({ name, keys })) : null;

const planTold = ({ start: [m, b], optimizer, rate, schedule }) => ({
  start: `${short(m)},${short(b)}`,
  optimizer: optimizer.name,
  lr: rate === null ? "auto" : short(rate),
  momentum: momentumTold(optimizer.name, optimizer.keys),
  schedule: schedule.name,
});

/** Return the fragment that tells what differs from the rendered picture. */
const fragmentOf = (asked, rendered, { epoch, camera }) => {
  const words = asked.plans.flatMap((plan, place) => {
    const told = Object.entries(planDifference(plan, rendered.plans[place] ?? rendered.plans[0]));
    const needed = told.length > 0 || place >= rendered.plans.length;
    const section = place > 0 && needed ? [["run", place + 1]] : [];
    return [...section, ...told];
  });
  if (asked.plans.length < rendered.plans.length) words.push(["runs", asked.plans.length]);
  if (asked.epochs !== rendered.epochs) words.push(["epochs", asked.epochs]);
  if (camera) words.push(["camera", cameraWords(camera)]);
  if (epoch !== null) words.push(["epoch", epoch]);
  return words
    .filter(([, value]) => value !== null)
    .map(([name, value]) => `${name}=${value}`)
    .join("&");
};

const cameraWords = ({ elevation, azimuth }) => [elevation, azimuth].map(Math.round).join(",");

// The command that makes the film of this state.

const shellWord = (word) =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'"'"'`)}'`;

const specWritten = ({ name, keys }) => {
  const told = Object.entries(keys).map(([key, value]) => `${key}=${short(value)}`);
  return told.length ? `${name}:${told.join(",")}` : name;
};

/** Return words without an option and its values. */
const withoutOption = (words, option) =>
  words.filter((word, place) => {
    if (word === option || word.startsWith(`${option}=`)) return false;
    return words[place - 1] !== option;
  });

/** Return what each run has for the options of runs. */
const runOptions = (plans) => ({
  "--optimizer": plans.map(({ optimizer }) => specWritten(optimizer)),
  "--lr": plans.map(({ rate, optimizer }) =>
    rate === null || !hasRate(optimizer.name) ? "auto" : short(rate),
  ),
  "--schedule": plans.map(({ schedule }) => specWritten(schedule)),
  "--start": plans.map(({ start }) => start.map(short).join(",")),
});

/** Return words with an option once if all runs have it alike, else once for every run. */
const withOption = (words, [option, values]) => {
  const told = new Set(values).size === 1 ? values.slice(0, 1) : values;
  return [...withoutOption(words, option), ...told.flatMap((value) => [option, value])];
};

/** Return the command line that renders what is asked for. */
const commandOf = (command, asked, rendered, camera) => {
  const before = runOptions(rendered.plans);
  const changed = Object.entries(runOptions(asked.plans)).filter(
    ([option, values]) => new Set([...values, ...before[option]]).size > 1,
  );
  let words = asked.plans === rendered.plans ? command : changed.reduce(withOption, command);
  if (asked.epochs !== rendered.epochs) {
    words = [...withoutOption(words, "--epochs"), "--epochs", String(asked.epochs)];
  }
  if (camera) {
    words = [...withoutOption(words, "--camera"), "--camera", cameraWords(camera)];
  }
  return words.map(shellWord).join(" ");
};

// What is shown: all that follows from what is asked for.

/**
 * @typedef {object} Shown
 * @property {Asked} asked
 * @property {object} objective  In the data's coordinates.
 * @property {object} charted  In the chart's.
 * @property {object} scaling  From the data's coordinates to the chart's.
 * @property {{m: number[], b: number[]}} window
 * @property {object} surface
 * @property {object} relief
 * @property {object[]} runs  As the model has them.
 * @property {Float64Array[]} paths  Their params in the chart.
 * @property {number} last  The last epoch of the longest.
 */

/** Return a run that a plan asks for. */
const planRun = (plan, asked, objective, until) => {
  const { name, keys } = plan.optimizer;
  const given = plan.rate !== null && hasRate(name);
  const usual = makeOptimizer(name, keys);
  // One that has a usual rate takes another among its keys alone.
  const keyed = given && usual.learningRate !== null;
  const model = {
    optimizer: keyed ? makeOptimizer(name, { ...keys, learning_rate: plan.rate }) : usual,
    learningRate: given && !keyed ? plan.rate : "auto",
    start: plan.start,
    schedule: makeSchedule(plan.schedule.name, plan.schedule.keys),
    standardize: plan.standardize,
  };
  const options = { until, orders: plan.orders };
  const [run] = runPlans([model], asked.data, objective, asked.epochs, options);
  return { model, run };
};

const plannedRuns = (asked, objective, until) => {
  const made = asked.plans.map((plan) => planRun(plan, asked, objective, until));
  const names = labels(
    made.map(({ model }) => model),
    made.map(({ run }) => run.rate),
  );
  return made.map(({ run }, place) => ({ ...run, label: names[place] }));
};

/** Return what was recorded, for a page that cannot compute it anew. */
const recordedRuns = (payload) =>
  payload.runs.map((run) => {
    const params = unpacked(run.recorded.params);
    const losses = unpacked(run.recorded.losses);
    const steps = params.map((value, place) => (params[place + 2] ?? NaN) - value);
    const still = new Float64Array(params.length);
    const stopped = run.recorded.stopped ?? STOPPED.ranAllEpochs;
    return {
      label: run.label,
      optimizer: { spec: { name: run.optimizer.name, keys: Object.entries(run.optimizer.keys) } },
      schedule: { spec: { name: run.schedule.name, keys: Object.entries(run.schedule.keys) } },
      rate: run.learning_rate,
      scaling: PLAIN,
      analysis: null,
      trajectory: {
        params,
        losses,
        steps,
        stopped,
        gradients: still.fill(NaN),
        carried: new Float64Array(params.length),
        track: params,
        epochs: losses.length - 1,
      },
    };
  });

/** Return the recorded surface as far as it can stand in for its objective. */
const recordedObjective = ({ chart, loss, grid }, values) => {
  const window = rangedWindow(chart.window);
  const axis = ([low, high]) =>
    Float64Array.from({ length: grid }, (_, k) => low + ((high - low) * k) / (grid - 1));
  const surface = { m: axis(window.m), b: axis(window.b), loss: values, window };
  return {
    label: loss.label,
    value: (m, b) => surfaceAt(surface, m, b),
    gradient: () => [NaN, NaN],
    hessian: null,
    optimum: chart.optimum ?? null,
    minimum: chart.minimum ?? values.reduce((a, b) => Math.min(a, b)),
    unique: true,
    evaluated: 0,
    cost: 0,
    predict: (x, m, b) => m * x + b,
    curved: loss.name === "logistic",
    grid: () => values,
  };
};

const objectiveOf = (payload, data) => {
  if (payload.recomputes) return makeObjective(payload.loss, data);
  const losses = unpacked(payload.chart.losses, Float32Array);
  return recordedObjective(payload, Float64Array.from(losses));
};

const isInside = ({ m, b }, [slope, intercept]) =>
  m[0] <= slope && slope <= m[1] && b[0] <= intercept && intercept <= b[1];

/** Return whether a window still shows what must be seen. */
const windowServes = (window, charted, paths) => {
  const places = paths.map((path) => [path[0], path[1]]);
  if (charted.optimum) places.push(charted.optimum);
  return places.every((place) => isInside(window, place));
};

const chosenWindow = (payload, charted, runs, paths) => {
  if (typeof payload.window !== "string") return rangedWindow(payload.window);
  const asPaths = runs.map(({ trajectory: { losses } }, k) => ({ params: paths[k], losses }));
  const window = chooseWindow(payload.window, charted, asPaths);
  return payload.chart.standardized ? squared(window) : window;
};

const sampledSurface = (payload, charted, window) => {
  const recorded = !payload.recomputes;
  const grid = recorded ? payload.grid : affordableGrid(charted, payload.grid);
  return sampleSurface(charted, window, grid);
};

/**
 * Return what follows from what is asked for.
 * @param {object} payload
 * @param {Asked} asked
 * @param {{m: number[], b: number[]}|null} window  Null for one that suits.
 * @param {Shown|null} before  What of it is still true is taken over.
 * @returns {Shown}
 */
const shownOf = (payload, asked, window, before) => {
  const sameData = before !== null && before.asked.data === asked.data;
  const objective = sameData ? before.objective : objectiveOf(payload, asked.data);
  const runs = payload.recomputes
    ? plannedRuns(asked, objective, payload.until)
    : recordedRuns(payload);
  const standardized = payload.chart.standardized;
  const scaling = standardized ? zScored(asked.data) : PLAIN;
  const recorded = !payload.recomputes;
  const inChart = () => (recorded ? objective : inCoordinates(objective, scaling));
  const charted = sameData ? before.charted : inChart();
  const toChart = (pairs) => (standardized ? turnedAll(scaledTo, scaling, pairs) : pairs);
  const paths = runs.map(({ trajectory }) => toChart(trajectory.params));
  const chosen = window ?? chosenWindow(payload, charted, runs, paths);
  const kept = sameData && before.window === chosen;
  const surface = kept ? before.surface : sampledSurface(payload, charted, chosen);
  return {
    asked,
    objective,
    charted,
    scaling,
    window: chosen,
    surface,
    relief: kept ? before.relief : relief(surface, charted.minimum),
    runs,
    paths,
    steps: runs.map(({ trajectory }) => toChart(trajectory.steps)),
    carried: runs.map(({ trajectory }) => toChart(trajectory.carried)),
    tracks: runs.map(({ trajectory }) => toChart(trajectory.track)),
    last: Math.max(...runs.map(({ trajectory }) => trajectory.epochs)),
  };
};

/** Return the epochs of the frames: the film's, unless the descent is now of another length. */
const framesFor = ({ frames }, last) => {
  const shown = frames.filter((epoch) => epoch >= 0);
  if (shown.at(-1) === last) return shown;
  const steps = Math.max(1, Math.min(last, Math.max(100, shown.length - 1)));
  const found = Array.from({ length: steps + 1 }, (_, k) => Math.round((k * last) / steps));
  return [...new Set(found)];
};

/** Return the camera of the film at an epoch, which speeds up and slows down between its keys. */
const filmCamera = ({ camera, camera_keys: keys }, epoch) => {
  if (!keys) return camera;
  const after = keys.findIndex(([moment]) => moment > epoch);
  const here = keys[after < 0 ? keys.length - 1 : Math.max(0, after - 1)];
  const there = after <= 0 ? here : keys[after];
  const share = there === here ? 0 : (epoch - here[0]) / (there[0] - here[0]);
  const eased = share * share * (3 - 2 * share);
  const between = (k) => here[k] + eased * (there[k] - here[k]);
  return { elevation: between(1), azimuth: between(2) };
};

// What is said.

/** Return a sentence with its places phrase. */
const phrase = (sentence, values) =>
  sentence.replace(/\{(\w+)\}/g, (place, name) => (name in values ? values[name] : place));

const brief = (value) => general(value, 4).replace("-", "\u2212");

/** Return the loss of a run at an epoch, or at its last. */
const lossAt = ({ trajectory: { losses, epochs } }, epoch) =>
  losses[Math.min(Math.floor(epoch + 1e-9), epochs)];

/**
 * Return what becomes of a run.
 * @param {Run} run
 * @param {Objective} objective  In the chart's coordinates.
 * @param {object|null} found  When it arrives; null where no one knows, or knows yet.
 * @param {object} words
 * @returns {string|null}
 */
const outcomeOf = (run, { minimum }, found, words) => {
  const { losses, epochs, stopped } = run.trajectory;
  const told = (sentence, values) => phrase(sentence, { run: run.label, ...values });
  if (stopped === STOPPED.diverged) return told(words.diverges_at, { epoch: epochs });
  if (diverging(run)) return told(words.grows);
  if (stopped === STOPPED.converged) return told(words.converged_at, { epoch: epochs });
  if (found && found.near !== null) return told(words.near_at, { epoch: found.near });
  const way = losses[0] - minimum;
  if (!(way > 0)) return null;
  const share = brief(Number(general((100 * (losses[epochs] - minimum)) / way, 3)));
  const left = told(words.left_at, { epoch: epochs, share });
  if (!found || found.tried <= epochs) return left;
  return `${left}${phrase(words.never_near, { tried: found.tried })}`;
};

// Of a run whose batches are known no further than it went.
const UNFORESEEN = Object.freeze({ near: null, there: null, tried: 0 });

/** Return what the curvature tells a run. */
const curvatureOf = (run, words) => {
  const { analysis, optimizer } = run;
  if (!analysis) return [words.no_limit];
  const { condition, bestRate } = analysis;
  const limit = limitOf(run);
  // Both are said of rates: one that means something else to its optimizer has neither.
  const plain = optimizer.spec.name === "gd" && !keysOf(optimizer).weight_decay;
  return [
    ...(limit === null ? [] : [phrase(words.limit, { limit: brief(limit) })]),
    phrase(words.condition, { condition: condition < Infinity ? brief(condition) : "\u221e" }),
    ...(plain ? [phrase(words.best_rate, { rate: brief(bestRate) })] : []),
    ...(Number.isFinite(condition) ? [] : [words.valley]),
  ];
};

/** Return the facts of the run that is chosen, and what becomes of every run. */
const factsOf = ({ runs, charted }, arrivals, chosen, payload) => {
  const words = payload.words.page;
  const curvature = payload.recomputes ? curvatureOf(runs[chosen], words) : [];
  const outcomes = runs
    .map((run, place) => outcomeOf(run, charted, arrivals[place], words))
    .filter(Boolean);
  return [...curvature, ...outcomes];
};

const lossesTold = ({ runs }, epoch, words) =>
  runs
    .map((run) => phrase(words.loss_now, { run: run.label, loss: brief(lossAt(run, epoch)) }))
    .join(", ");

// The elements of the page. All texts become text nodes or attributes, never markup.

const ICONS = {
  first: "M2 3h2.5v12H2zM15 3v12L6 9z",
  back: "M13 3v12L4 9z",
  play: "M4 2l11 7-11 7z",
  pause: "M3 3h4v12H3zM11 3h4v12h-4z",
  forward: "M5 3v12l9-6z",
  last: "M13.5 3H16v12h-2.5zM3 3v12l9-6z",
};
const SVG = "http://www.w3.org/2000/svg";

/** Return an element with attributes, of which true ones have no value, and children. */
const element = (name, attributes = {}, ...children) => {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === true) made.setAttribute(key, "");
    else if (value !== false && value !== null) made.setAttribute(key, value);
  }
  made.append(...children);
  return made;
};

const iconFor = (name) => {
  const icon = document.createElementNS(SVG, "svg");
  const path = document.createElementNS(SVG, "path");
  icon.setAttribute("viewBox", "0 0 18 18");
  icon.setAttribute("aria-hidden", "true");
  path.setAttribute("d", ICONS[name]);
  icon.append(path);
  return icon;
};

const iconButton = (name, label) =>
  element("button", { type: "button", "aria-label": label, title: label }, iconFor(name));
const textButton = (label, attributes = {}) =>
  element("button", { type: "button", ...attributes }, label);
/** Return a control, or what holds one, under its name. */
const labelled = (label, control, attributes = {}, holder = control) => {
  // A label's own text would take in all options of a choice.
  control.setAttribute("aria-label", label);
  return element("label", attributes, element("span", {}, label), holder);
};
const slider = (attributes) => element("input", { type: "range", ...attributes });
const numberField = (attributes) => element("input", { type: "number", ...attributes });
const optionsOf = (pairs) => pairs.map(([value, text]) => element("option", { value }, text));
const selection = (pairs) => element("select", {}, ...optionsOf(pairs));

/** Set what differs only, so that nobody is told what is not news. */
const setText = (target, text) => {
  if (target.textContent !== text) target.textContent = text;
};
const setAttribute = (target, name, value) => {
  if (target.getAttribute(name) !== value) target.setAttribute(name, value);
};
/** Set a control's value unless someone is typing into it. */
const setValue = (control, value) => {
  if (control.type === "number" && control === control.ownerDocument.activeElement) {
    const same = control.value !== "" && general(Number(control.value)) === general(Number(value));
    if (same || control.getAttribute("aria-invalid") === "true") return;
  }
  if (control.value !== String(value)) control.value = value;
};
/** Choose an entry; one that is only played, and is in no table, joins the list. */
const setChoice = (select, value, text) => {
  const there = Array.from(select.options, (option) => option.value).includes(value);
  if (!there) select.append(...optionsOf([[value, value || text]]));
  setValue(select, value);
};

const transportParts = (words) => ({
  first: iconButton("first", words.first),
  back: iconButton("back", words.back),
  play: iconButton("play", words.play),
  forward: iconButton("forward", words.forward),
  last: iconButton("last", words.last),
  scrub: slider({ min: 0, step: 1, value: 0 }),
  epochNow: element("span", { class: "epoch-now", "aria-hidden": "true" }),
  speed: selection(SPEEDS.map((factor) => [factor, phrase(words.speed_value, { factor })])),
  loop: textButton(words.loop, { "aria-pressed": "true" }),
});

const transportRow = (parts, words) =>
  element(
    "div",
    { class: "transport", role: "group", "aria-label": words.controls },
    parts.first,
    parts.back,
    parts.play,
    parts.forward,
    parts.last,
    labelled(words.epoch, parts.scrub, { class: "scrub" }),
    parts.epochNow,
    labelled(words.speed, parts.speed),
    parts.loop,
  );

const names = (table) => Object.keys(table).map((name) => [name, name]);

const descentParts = (words) => ({
  run: selection([]),
  addRun: textButton(words.add_run),
  removeRun: textButton(words.remove_run),
  optimizer: selection(names(OPTIMIZERS)),
  rate: slider({ step: 0.01 }),
  mark: element("span", { class: "mark", "aria-hidden": "true" }),
  rateField: numberField({ min: 0, step: "any", "aria-label": words.learning_rate }),
  auto: textButton(words.auto, { "aria-pressed": "false" }),
  momentum: slider({ min: 0, max: 0.99, step: 0.01 }),
  momentumNow: element("span"),
  epochs: numberField({ min: 1, max: MOST_EPOCHS, step: 1, class: "few" }),
  schedule: selection(names(SCHEDULES)),
});

const descentRow = (parts, words) => {
  const track = element("span", { class: "track" }, parts.rate, parts.mark);
  const rate = labelled(words.learning_rate, parts.rate, { class: "slide" }, track);
  const momentum = labelled(words.momentum, parts.momentum, { class: "slide" });
  momentum.firstChild.append(" ", parts.momentumNow);
  return element(
    "fieldset",
    { class: "row" },
    element("legend", { class: "hushed" }, words.descent),
    labelled(words.run, parts.run),
    labelled(words.optimizer, parts.optimizer),
    element("span", { class: "with-field" }, rate, parts.rateField, parts.auto),
    momentum,
    labelled(words.epochs, parts.epochs),
    labelled(words.schedule, parts.schedule),
    parts.addRun,
    parts.removeRun,
  );
};

const toolParts = (words) => ({
  edit: textButton(words.edit_points, { "aria-pressed": "false", "aria-expanded": "false" }),
  fitWindow: textButton(words.fit_window),
  reset: textButton(words.reset),
  copy: textButton(words.copy_command),
  save: textButton(words.save_picture),
  point: numberField({ min: 1, step: 1, value: 1, class: "few" }),
  addPoint: textButton(words.add_point),
  removePoint: textButton(words.remove_point),
  command: element("textarea", { class: "command", readonly: true, "aria-label": words.command }),
});

const toolRows = (parts, words) => {
  const { edit, fitWindow, reset, copy, save } = parts;
  const tools = element("div", { class: "row" }, edit, fitWindow, reset, copy, save);
  const points = element(
    "fieldset",
    { class: "row", hidden: true },
    element("legend", { class: "hushed" }, words.edit_points),
    labelled(words.point, parts.point),
    parts.addPoint,
    parts.removePoint,
    element("span", { class: "note" }, words.points_help),
  );
  parts.command.hidden = true;
  return { tools, points };
};

/** Return all elements of a page, by name, and put them into its root. */
const buildPage = (root, payload) => {
  const words = payload.words.page;
  const parts = {
    canvas: element("canvas", { role: "img", "aria-label": words.picture }),
    handles: element("div", { class: "handles", role: "application", "aria-label": words.picture }),
    tip: element("div", { class: "tip", "aria-hidden": "true", hidden: true }),
    facts: element("p", { class: "facts" }),
    advice: element("p", { class: "note", lang: "en" }),
    note: element("p", { class: "note" }),
    live: element("p", { class: "hushed", role: "status" }),
    ...transportParts(words),
    ...descentParts(words),
    ...toolParts(words),
  };
  const { tools, points } = toolRows(parts, words);
  Object.assign(parts, { points, descent: descentRow(parts, words) });
  // A press on the picture brings the keys to it.
  const { canvas, handles, tip } = parts;
  parts.stage = element("div", { class: "stage", tabindex: -1 }, canvas, handles, tip);
  parts.transport = transportRow(parts, words);
  parts.controls = element(
    "div",
    { class: "controls" },
    parts.descent,
    tools,
    points,
    parts.facts,
    parts.advice,
    parts.note,
    parts.command,
  );
  root.replaceChildren(parts.stage, parts.transport, parts.controls, parts.live);
  root.classList.add("surfaceviz");
  // JupyterLab keeps its own keys off elements that say so.
  root.dataset.lmSuppressShortcuts = "true";
  return parts;
};

/** Return the luminance of a colour #rrggbb, 0 to 1. */
const luminance = (colour) => {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const share = parseInt(colour.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
};

const contrastOf = (one, other) => {
  const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
};

/** Give the controls the colours of the picture. */
const applyTheme = (root, theme) => {
  const readable = (colour) => (contrastOf(colour, theme.background) >= 4.5 ? colour : theme.text);
  const colours = {
    background: theme.background,
    text: theme.text,
    muted: readable(theme.muted),
    accent: readable(theme.points),
    danger: readable(theme.runs[0]),
    // A ring of two colours is seen on any ground.
    ring: "#ffffff",
    "ring-edge": "#000000",
  };
  for (const [name, colour] of Object.entries(colours)) root.style.setProperty(`--${name}`, colour);
  const fonts = theme.fonts.map((name) => JSON.stringify(name)).join(", ");
  root.style.setProperty("--fonts", `${fonts}, system-ui, sans-serif`);
  root.style.colorScheme = luminance(theme.background) < 0.2 ? "dark" : "light";
};

// The player: what is shown now, and what changes it.

const SETTLE = 400;
const QUIET = 700;
const CLICK = 5;
// CSS pixels around a run's ring on the map that are meant when it is clicked.
const RING_REACH = 12;
const TURN = 0.4;
// Shares of the window that an arrow key moves something by, with the shift key and without.
const FINE = 1 / 500;
const COARSE = 1 / 50;
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
const FLAT_VIEW = 5;
const TOP_VIEW = 89;
const LEAST_POINTS = 2;
// Where runs start that nobody has pointed to, as shares of the window: one more than there can be.
const FURTHER_STARTS = [
  ...[[0.15, 0.8], [0.85, 0.2], [0.15, 0.2], [0.85, 0.8]],
  ...[[0.5, 0.9], [0.5, 0.1], [0.1, 0.5], [0.9, 0.5]],
];
// CSS pixels below which the panels of a wide picture are stacked.
const NARROW = 620;

const clamped = (value, low, high) => Math.min(Math.max(value, low), high);
const spanOf = ([low, high]) => high - low;

/** Return a number with so many decimals as a thousandth of a span has. */
const snapped = (value, span) => {
  const digits = clamped(Math.ceil(-Math.log10(span / 1000)), 0, 100);
  return Number(value.toFixed(digits)) + 0;
};

class Player {
  #listeners = new Set();
  #end = new AbortController();
  #timers = new Map();
  #frame = 0;
  #stale = { compute: false, paint: true };
  #drag = null;
  #handles = new Map();

  constructor(root, payload, host) {
    this.root = root;
    this.payload = payload;
    this.host = host;
    this.words = payload.words.page;
    this.reduced = matchMedia("(prefers-reduced-motion: reduce)");
    this.rendered = renderedAsk(payload);
    this.asked = this.rendered;
    this.window = rangedWindow(payload.chart.window);
    this.shown = shownOf(payload, this.asked, this.window, null);
    Object.assign(this, { chosen: 0, point: 0, camera: null, hover: null, focus: null });
    Object.assign(this, { place: 0, held: 0, speed: 1, loop: true, playing: false });
    Object.assign(this, { touched: false, said: "", reader: null, editing: false });
    this.showing = new Set(payload.show);
    this.frames = framesFor(payload, this.shown.last);
    this.parts = buildPage(root, payload);
    this.painter = makePainter(this.parts.canvas.getContext("2d"), payload);
    applyTheme(root, payload.theme);
    this.#listen();
    this.#begin();
  }

  // What others may ask and tell.

  state() {
    this.#compute();
    const run = this.shown.runs[this.chosen];
    return {
      epoch: this.epochNow,
      epochs: this.asked.epochs,
      last: this.shown.last,
      playing: this.playing,
      speed: this.speed,
      loop: this.loop,
      camera: { ...this.#cameraNow() },
      window: this.shown.window,
      run: this.chosen,
      ...this.#runState(run, this.chosen),
      runs: this.shown.runs.map((each, place) => this.#runState(each, place)),
      points: { x: Array.from(this.asked.data.x), y: Array.from(this.asked.data.y) },
    };
  }

  #runState(run, place) {
    const { params, losses, stopped } = run.trajectory;
    const plan = this.asked.plans[place];
    return {
      label: run.label,
      optimizer: plan.optimizer.name,
      learningRate: run.rate,
      momentum: shareKeyOf(plan.optimizer.name) ? shareOf(plan.optimizer) : null,
      schedule: plan.schedule.name,
      start: [params[0], params[1]],
      trajectory: Array.from(losses, (_, row) => [params[2 * row], params[2 * row + 1]]),
      losses: Array.from(losses),
      stopped,
    };
  }

  set(given) {
    const { run = this.chosen, ...rest } = given;
    const { changes, unread } = changesRead(rest);
    if (!Number.isInteger(run) || !this.asked.plans[run]) unread.push("run");
    if (unread.length > 0) throw new InputError(`cannot be set: ${unread.join(", ")}`);
    this.chosen = run;
    this.#apply(changes);
  }

  on(event, listener) {
    if (event !== "change") throw new InputError(`there is no event ${event}`);
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  destroy() {
    this.#end.abort();
    this.observer.disconnect();
    cancelAnimationFrame(this.#frame);
    this.#timers.forEach(clearTimeout);
    this.#listeners.clear();
    this.root.replaceChildren();
  }

  // Beginning.

  #begin() {
    const { host, root } = this;
    const present = host !== null && new URLSearchParams(host.location.search).has("present");
    root.classList.toggle("present", present);
    const opened = this.#readFragment();
    if (!this.payload.recomputes) this.#refuse();
    this.observer = new ResizeObserver(() => this.#resize());
    this.observer.observe(root);
    this.playing = !this.reduced.matches && !opened;
    this.#resize();
    // The controls take their room once they have something to say.
    this.#show();
    this.#resize();
  }

  #refuse() {
    const { descent, edit, fitWindow, note } = this.parts;
    for (const part of [descent, edit, fitWindow]) part.disabled = true;
    setText(note, this.payload.why_not ?? "");
  }

  /** Take over what the address says; return whether it opens at a moment. */
  #readFragment() {
    const text = this.host?.location.hash ?? "";
    if (text.length < 2) return false;
    const found = fragmentRead(text);
    if (found.damaged.length > 0) {
      this.#note(phrase(this.words.bad_link, { part: found.damaged.join("&").slice(0, 80) }));
    }
    const { epoch, camera } = found.page;
    if (this.payload.recomputes) {
      this.#ask(fragmentAsk(this.rendered, found));
      this.#settle();
    }
    this.#apply({ ...(epoch === undefined ? {} : { epoch }), ...(camera ? { camera } : {}) });
    return epoch !== undefined;
  }

  // Changing what is asked for.

  #ask(asked) {
    if (!this.payload.recomputes || asked === this.asked) return;
    this.asked = asked;
    this.#stale.compute = true;
    this.#touch();
  }

  #apply(changes) {
    const { epoch, epochs, camera, playing, speed, loop, ...run } = changes;
    const plans = Object.keys(run).length > 0 ? this.#plansWith(run) : this.asked.plans;
    if (plans !== this.asked.plans || epochs !== undefined) {
      this.#ask({ ...this.asked, plans, epochs: epochs ?? this.asked.epochs });
      this.#later("settle", SETTLE, () => this.#settle());
    }
    if (camera) this.#turnTo({ elevation: camera[0], azimuth: camera[1] });
    this.speed = speed ?? this.speed;
    this.loop = loop ?? this.loop;
    if (epoch !== undefined) this.#seek(epoch);
    if (playing !== undefined) this.#play(playing);
    this.#touch();
  }

  #plansWith(changes) {
    return this.asked.plans.with(this.chosen, planChanged(this.asked.plans[this.chosen], changes));
  }

  #setData(data) {
    this.#ask({ ...this.asked, data });
  }

  /** Compute what is asked for; if that fails, say so and stay with what was. */
  #compute() {
    if (!this.#stale.compute) return;
    this.#stale.compute = false;
    const epoch = this.epochNow;
    try {
      this.shown = shownOf(this.payload, this.asked, this.window, this.shown);
    } catch (error) {
      this.asked = this.shown.asked;
      const { run } = error;
      const reason = run === undefined ? error.message : phrase(this.words.twin_runs, { run });
      this.#note(phrase(this.words.bad_change, { reason }));
      // The controls go back to what is in force.
      this.drawn = null;
    }
    this.chosen = clamped(this.chosen, 0, this.shown.runs.length - 1);
    this.frames = framesFor(this.payload, this.shown.last);
    this.place = this.#placeAt(Math.min(epoch, this.shown.last));
  }

  /** Choose another window where the one there is does not show what it must. */
  #settle() {
    this.#compute();
    if (typeof this.payload.window !== "string") return;
    if (windowServes(this.window, this.shown.charted, this.shown.paths)) return;
    this.#fitWindow();
  }

  #fitWindow() {
    this.#compute();
    const { charted, runs, paths } = this.shown;
    try {
      this.window = chosenWindow(this.payload, charted, runs, paths);
    } catch (error) {
      this.#note(phrase(this.words.bad_change, { reason: error.message }));
    }
    this.#stale.compute = true;
    this.#touch();
  }

  #addRun(start) {
    const { plans } = this.asked;
    if (!this.payload.recomputes) return;
    if (plans.length >= MOST_RUNS) {
      this.#note(phrase(this.words.most_runs, { most: MOST_RUNS }));
      return;
    }
    if (this.#startsAt(start)) {
      this.#note(this.words.same_start);
      return;
    }
    this.#ask({ ...this.asked, plans: [...plans, { ...plans[this.chosen], start }] });
    this.chosen = plans.length;
    if (this.chosen + 1 >= MOST_RUNS) this.#note(phrase(this.words.most_runs, { most: MOST_RUNS }));
    this.#later("settle", SETTLE, () => this.#settle());
  }

  /** Return where a run could start that nobody has pointed to, and no other does. */
  #otherStart() {
    const { window } = this.shown;
    const scaled = ([m, b]) => [
      window.m[0] + m * spanOf(window.m),
      window.b[0] + b * spanOf(window.b),
    ];
    const [m, b] = this.shown.paths[this.chosen];
    const across = [window.m[0] + window.m[1] - m, window.b[0] + window.b[1] - b];
    return [across, ...FURTHER_STARTS.map(scaled)]
      .map((place) => this.#snappedStart(place))
      .find((start) => !this.#startsAt(start));
  }

  /** Return whether a run starts at a place. */
  #startsAt(start) {
    const near = ([m, b]) => `${general(m)}, ${general(b)}`;
    return this.asked.plans.some((plan) => near(plan.start) === near(start));
  }

  #removeRun() {
    if (this.asked.plans.length < 2) return;
    this.#ask({ ...this.asked, plans: this.asked.plans.toSpliced(this.chosen, 1) });
    this.chosen = Math.max(0, this.chosen - 1);
  }

  /** Say why points cannot be changed, if so; fixed tells that their number would change. */
  #pointsFixed(fixed) {
    const { data, plans } = this.asked;
    if (!this.payload.recomputes || !data.complete) return this.words.part_of_points;
    return fixed && plans.some(({ orders }) => orders) ? this.words.points_of_batches : null;
  }

  #addPoint(place) {
    const why = this.#pointsFixed(true);
    if (why) return this.#note(why);
    this.#setData(pointAdded(this.asked.data, place));
    this.point = this.asked.data.x.length - 1;
    return this.#later("settle", SETTLE, () => this.#settle());
  }

  #removePoint(number) {
    const few = this.asked.data.x.length <= LEAST_POINTS ? this.words.one_point : null;
    const why = this.#pointsFixed(true) ?? few;
    if (why) return this.#note(why);
    this.#setData(pointRemoved(this.asked.data, number));
    this.point = clamped(this.point, 0, this.asked.data.x.length - 1);
    return this.#later("settle", SETTLE, () => this.#settle());
  }

  #movePoint(number, place) {
    if (this.#pointsFixed(false)) return;
    this.point = number;
    this.#setData(pointMoved(this.asked.data, number, place));
  }

  #moveStart(number, charted) {
    const { window, scaling } = this.shown;
    const start = scaledBack(scaling, [
      snapped(clamped(charted[0], ...window.m), spanOf(window.m)),
      snapped(clamped(charted[1], ...window.b), spanOf(window.b)),
    ]);
    this.chosen = number;
    this.#apply({ start });
  }

  #reset() {
    this.asked = this.rendered;
    this.window = rangedWindow(this.payload.chart.window);
    Object.assign(this, { camera: null, chosen: 0, point: 0, reader: null });
    this.#stale.compute = true;
    this.#note(this.payload.why_not ?? "");
    this.parts.command.hidden = true;
    this.#touch();
  }

  // Time.

  get epochExact() {
    const before = clamped(Math.floor(this.place), 0, this.frames.length - 1);
    const after = Math.min(before + 1, this.frames.length - 1);
    if (this.reduced.matches) return this.frames[before];
    return this.frames[before] + (this.place - before) * (this.frames[after] - this.frames[before]);
  }

  get epochNow() {
    return Math.floor(this.epochExact + 1e-9);
  }

  /** Return the place among the frames at which an epoch is shown. */
  #placeAt(epoch) {
    const after = this.frames.findIndex((each) => each >= epoch);
    if (after < 0) return this.frames.length - 1;
    if (after === 0 || this.frames[after] === epoch) return after;
    const before = this.frames[after - 1];
    return after - 1 + (epoch - before) / (this.frames[after] - before);
  }

  #seek(epoch) {
    this.#compute();
    this.held = 0;
    this.place = this.#placeAt(clamped(epoch, 0, this.shown.last));
    if (this.reduced.matches) this.#showWhole(clamped(Math.floor(epoch), 0, this.shown.last));
    this.#touch();
  }

  /** Give an epoch a frame of its own, where only whole frames are shown. */
  #showWhole(epoch) {
    this.frames = [...new Set([...this.frames, epoch])].sort((a, b) => a - b);
    this.place = this.frames.indexOf(epoch);
  }

  #step(by) {
    this.#play(false);
    this.#seek(this.epochNow + by);
  }

  #play(playing) {
    const ended = this.place >= this.frames.length - 1;
    if (playing && ended) this.place = 0;
    this.playing = playing;
    this.held = 0;
    this.before = null;
    this.#touch();
  }

  /** Move on by so many seconds. */
  #advance(seconds) {
    const end = this.frames.length - 1;
    this.place = Math.min(end, this.place + seconds * this.payload.fps * this.speed);
    if (this.place < end) return;
    this.held += seconds;
    if (this.held < Math.max(this.payload.hold, 1 / this.payload.fps)) return;
    this.held = 0;
    if (this.loop && end > 0) this.place = 0;
    else this.playing = false;
  }

  #cameraNow() {
    return this.camera ?? filmCamera(this.payload, this.epochExact);
  }

  #turnTo({ elevation, azimuth }) {
    this.camera = {
      elevation: clamped(elevation, FLAT_VIEW, TOP_VIEW),
      azimuth: ((((azimuth + 180) % 360) + 360) % 360) - 180,
    };
    this.#touch();
  }

  #turnBy(right, up) {
    const { elevation, azimuth } = this.#cameraNow();
    this.#turnTo({ elevation: elevation + up, azimuth: azimuth + right });
  }

  // Frames.

  /** Ask for a frame, and for what follows a change. */
  #touch() {
    this.#stale.paint = true;
    if (!this.#frame) this.#frame = requestAnimationFrame((now) => this.#tick(now));
    this.#later("live", QUIET, () => this.#speak());
    if (this.touched) this.#later("fragment", SETTLE, () => this.#writeFragment());
  }

  #tick(now) {
    this.#frame = 0;
    this.#compute();
    if (this.playing) {
      // A page that was hidden does not jump.
      this.#advance(Math.min(0.1, (now - (this.before ?? now)) / 1000));
      this.before = now;
      this.#stale.paint = true;
    }
    if (this.#stale.paint) this.#show();
    if (this.playing && !this.#frame) {
      this.#frame = requestAnimationFrame((later) => this.#tick(later));
    }
  }

  #show() {
    this.#stale.paint = false;
    if (!this.plan) return;
    const draft = this.painter.paint(this.plan, this.#viewState());
    if (draft) this.#touchHover();
    this.#placeHandles();
    this.#showControls();
    this.#tellChange();
  }

  /** Tell those who listen, unless what is drawn anew is but what is pointed at. */
  #tellChange() {
    const { shown, epochNow, chosen, playing, camera, speed, loop } = this;
    const news = [shown, epochNow, chosen, playing, camera, speed, loop];
    if (news.every((each, place) => each === this.told?.[place])) return;
    this.told = news;
    this.#listeners.forEach((listener) => listener());
  }

  #viewState() {
    const { payload, shown } = this;
    this.viewed = {
      payload,
      objective: shown.charted,
      surface: shown.surface,
      relief: shown.relief,
      window: shown.window,
      standardized: payload.chart.standardized,
      data: shown.asked.data,
      runs: this.#viewRuns(),
      epoch: this.epochExact,
      epochs: shown.last,
      camera: this.#cameraNow(),
      show: this.showing,
      focus: this.focus,
      hover: this.hover,
      reduced: this.reduced.matches,
    };
    return this.viewed;
  }

  /** Return the runs as they are drawn: the same array as long as they are the same. */
  #viewRuns() {
    const { shown, payload } = this;
    if (this.drawnRuns?.of === shown) return this.drawnRuns.runs;
    const { runs: colours } = payload.theme;
    const runs = shown.runs.map((run, place) => ({
      label: run.label,
      colour: colours[place % colours.length],
      ...run.trajectory,
      path: shown.paths[place],
      steps: shown.steps[place],
      carried: shown.carried[place],
      track: shown.tracks[place],
    }));
    this.drawnRuns = { of: shown, runs };
    return runs;
  }

  #resize() {
    const { root, host, payload, parts } = this;
    const width = root.clientWidth;
    if (!(width > 0)) return;
    const dots = globalThis.devicePixelRatio || 1;
    const size = this.#stageSize(width, host ? host.innerHeight : Infinity);
    const key = [size.width, size.height, dots].join();
    if (this.planned === key) return;
    this.planned = key;
    this.plan = planView(size, payload, dots);
    parts.stage.style.width = `${this.plan.width}px`;
    parts.stage.style.height = `${this.plan.height}px`;
    this.#touch();
  }

  /** Return the size of the picture: that of the film, but a column where there is no width. */
  #stageSize(width, height) {
    const ratio = this.payload.size[0] / this.payload.size[1];
    const present = this.root.classList.contains("present");
    if (width < NARROW && ratio > 1 && height > width) return { width };
    const { transport, controls } = this.parts;
    const taken = present ? 0 : transport.offsetHeight + controls.offsetHeight;
    const room = Math.max(height - taken, Math.min(height, 300));
    const wide = Math.floor(Math.min(width, room * ratio));
    return { width: wide, height: Math.round(wide / ratio) };
  }

  // Showing the state in the controls.

  #showControls() {
    const { parts, words, shown } = this;
    const epoch = this.epochNow;
    const told = phrase(words.epoch_value, { epoch, last: shown.last });
    this.#showPlaying();
    setAttribute(parts.scrub, "max", String(shown.last));
    setValue(parts.scrub, epoch);
    setAttribute(parts.scrub, "aria-valuetext", told);
    setText(parts.epochNow, told);
    setValue(parts.speed, this.speed);
    setValue(parts.point, this.point + 1);
    setAttribute(parts.loop, "aria-pressed", String(this.loop));
    if (this.drawn === shown && this.drawnChoice === this.chosen) return;
    Object.assign(this, { drawn: shown, drawnChoice: this.chosen });
    this.#showDescent();
    this.#showFacts();
    this.#later("foretell", SETTLE, () => this.#foretell());
  }

  #showPlaying() {
    const { play } = this.parts;
    if (play.dataset.playing === String(this.playing)) return;
    const name = this.playing ? "pause" : "play";
    play.dataset.playing = String(this.playing);
    play.setAttribute("aria-label", this.words[name]);
    play.title = this.words[name];
    play.replaceChildren(iconFor(name));
  }

  #showDescent() {
    const { parts, asked, chosen, shown, words } = this;
    const plan = asked.plans[chosen];
    const { runs } = shown;
    const named = runs.map(({ label }, place) =>
      phrase(words.run_name, { number: place + 1, label }),
    );
    if (named.join("\n") !== parts.run.dataset.named) {
      parts.run.dataset.named = named.join("\n");
      parts.run.replaceChildren(...optionsOf(named.map((text, place) => [place, text])));
    }
    setValue(parts.run, chosen);
    parts.run.parentNode.hidden = runs.length < 2;
    parts.removeRun.hidden = runs.length < 2;
    // It stays where the keys are, and a press on it says why nothing comes.
    const full = runs.length >= MOST_RUNS;
    setAttribute(parts.addRun, "aria-disabled", String(full));
    setAttribute(parts.addRun, "title", full ? phrase(words.most_runs, { most: MOST_RUNS }) : "");
    for (const option of parts.optimizer.options) {
      option.disabled = option.value === "sgd" && !plan.orders;
    }
    setChoice(parts.optimizer, plan.optimizer.name, runs[chosen].label);
    setValue(parts.epochs, asked.epochs);
    setAttribute(parts.epochs, "max", String(mostEpochs(asked.plans)));
    setChoice(parts.schedule, plan.schedule.name, "…");
    this.#showRate(plan, runs[chosen]);
    this.#showShare(plan);
    setAttribute(parts.point, "max", String(asked.data.x.length));
  }

  #showRate(plan, run) {
    const { parts, words } = this;
    const rated = hasRate(plan.optimizer.name) && run.rate !== null;
    for (const part of [parts.rate, parts.rateField, parts.auto]) part.disabled = !rated;
    setAttribute(parts.auto, "aria-pressed", String(plan.rate === null));
    parts.mark.hidden = true;
    if (!rated) return;
    const limit = limitOf(run);
    const [low, high] = this.#rateRange(limit ?? run.rate, run.rate);
    const place = Math.log10(run.rate);
    setAttribute(parts.rate, "min", String(low));
    setAttribute(parts.rate, "max", String(high));
    setValue(parts.rate, place.toFixed(2));
    setValue(parts.rateField, Number(general(run.rate)));
    const beyond = limit !== null && run.rate > limit;
    const told = { rate: brief(run.rate), limit: brief(limit ?? NaN) };
    const spoken = beyond ? phrase(words.rate_beyond, told) : told.rate;
    setAttribute(parts.rate, "aria-valuetext", spoken);
    if (limit === null) return;
    const share = (Math.log10(limit) - low) / (high - low);
    parts.mark.hidden = !(share > 0 && share < 1);
    parts.mark.title = phrase(words.limit, { limit: brief(limit) });
    // The thumb's middle keeps half of its width away from the ends.
    parts.mark.style.left = `calc(8px + ${share} * (100% - 16px) - 1.5px)`;
  }

  /** Return the decades that the slider covers; they stay the same while it is dragged. */
  #rateRange(middle, rate) {
    const low = Math.min(Math.floor(Math.log10(middle) - 2.5), Math.floor(Math.log10(rate)));
    return [low, Math.max(Math.ceil(Math.log10(middle) + 0.5), Math.ceil(Math.log10(rate)))];
  }

  #showShare(plan) {
    const { momentum, momentumNow } = this.parts;
    const key = shareKeyOf(plan.optimizer.name);
    momentum.parentNode.hidden = !key;
    if (!key) return;
    const share = shareOf(plan.optimizer);
    setValue(momentum, share);
    setText(momentumNow, key === "momentum" ? short(share) : `${key} ${short(share)}`);
    setAttribute(momentum, "aria-valuetext", short(share));
  }

  #facts() {
    return factsOf(this.shown, this.#arrivals(), this.chosen, this.payload);
  }

  /** Return when each run arrives; null for those of which that is not worked out yet. */
  #arrivals() {
    const { data, epochs, plans } = this.shown.asked;
    if (this.known?.data !== data || this.known.epochs !== epochs) {
      this.known = { data, epochs, of: new Map() };
    }
    return plans.map((plan) => this.known.of.get(plan) ?? null);
  }

  /** Work out when one more run arrives: some go on for long, which no drag must wait for. */
  #foretell() {
    if (!this.payload.recomputes) return;
    const { runs, objective, asked } = this.shown;
    const place = this.#arrivals().indexOf(null);
    if (place < 0) return;
    const arrival = prospect(runs[place], objective) ?? UNFORESEEN;
    const advice = adviceFor(runs[place], objective, asked.data);
    this.known.of.set(asked.plans[place], { ...arrival, advice });
    this.#showFacts();
    this.#later("live", QUIET, () => this.#speak());
    this.#later("foretell", 0, () => this.#foretell());
  }

  /** Return what might be done better; until it was tried, that of runs that diverge alone. */
  #advice() {
    const { runs, objective } = this.shown;
    return this.#arrivals().flatMap((known, place) => {
      const run = runs[place];
      const sentence = known ? known.advice : divergingAdvice(run, objective);
      return sentence === null ? [] : [namedAdvice(run, sentence, runs.length)];
    });
  }

  #showFacts() {
    const { parts, shown, payload, words } = this;
    setText(parts.facts, this.#facts().join(" \u00b7 "));
    const advice = payload.recomputes ? this.#advice() : [];
    parts.advice.hidden = advice.length === 0;
    setText(parts.advice, advice.length > 0 ? `${words.advice} ${advice.join("; ")}` : "");
    if (!parts.command.hidden) this.#showCommand();
  }

  #note(text) {
    setText(this.parts.note, text);
    if (text) this.#later("live", QUIET, () => this.#speak());
  }

  /** Say once what changed, when nothing has changed for a moment; of epochs only at rest. */
  #speak() {
    const { playing } = this;
    const facts = this.#facts().join(", ");
    const note = this.parts.note.textContent;
    const news = [facts === this.said ? "" : facts, note === this.saidNote ? "" : note];
    Object.assign(this, { said: facts, saidNote: note });
    if (playing) this.#later("live", QUIET, () => this.#speak());
    else news.unshift(this.#statusTold());
    const told = news.filter(Boolean).join(" ");
    if (told) setText(this.parts.live, told);
  }

  /** Return where it stands, which also is what the picture is called. */
  #statusTold() {
    const { shown, words, epochNow: epoch } = this;
    const losses = lossesTold(shown, epoch, words);
    const status = phrase(words.status, { epoch, last: shown.last, losses });
    setAttribute(this.parts.canvas, "aria-label", `${words.picture}. ${status}`);
    return status;
  }

  /** Do something once, a while after it was last asked for. */
  #later(name, wait, task) {
    clearTimeout(this.#timers.get(name));
    this.#timers.set(name, setTimeout(task, wait));
  }

  // The address, the command and the picture.

  #writeFragment() {
    const { host, asked, rendered, camera } = this;
    if (!host || this.playing || this.#drag) return;
    const text = fragmentOf(asked, rendered, { epoch: this.epochNow, camera });
    try {
      host.history.replaceState(host.history.state, "", `#${text}`);
    } catch {
      // A page within another one's text has no address to write to.
    }
  }

  #showCommand() {
    const { payload, asked, rendered, camera, parts, words } = this;
    parts.command.hidden = false;
    parts.command.value = commandOf(payload.command, asked, rendered, camera);
    return asked.data === rendered.data ? "" : ` ${words.points_not_in_command}`;
  }

  async #copyCommand() {
    const { parts, words } = this;
    const caveat = this.#showCommand();
    try {
      await navigator.clipboard.writeText(parts.command.value);
      this.#note(words.copied + caveat);
    } catch {
      parts.command.focus();
      parts.command.select();
      this.#note(words.copy_by_hand + caveat);
    }
  }

  #savePicture() {
    const name = this.payload.data.name.replace(/[^\p{L}\p{N}._-]+/gu, "-").slice(0, 60);
    this.parts.canvas.toBlob((blob) => {
      const address = URL.createObjectURL(blob);
      const link = element("a", { href: address, download: `${name}-epoch-${this.epochNow}.png` });
      link.click();
      this.#later("revoke", 10000, () => URL.revokeObjectURL(address));
    });
  }

  // What can be moved in the picture by keys.

  #handle(name, move, label) {
    if (!this.#handles.has(name)) {
      const button = element("button", { type: "button", class: "handle" });
      this.#hear(button, "focus", () => this.#focusOn(name));
      this.#hear(button, "blur", () => this.#focusOn(null));
      this.#hear(button, "keydown", (event) => this.#handles.get(name).key(event));
      this.parts.handles.append(button);
      this.#handles.set(name, { button });
    }
    const entry = this.#handles.get(name);
    entry.key = (event) => this.#handleKey(event, move);
    setAttribute(entry.button, "aria-label", label);
    return entry.button;
  }

  #focusOn(name) {
    this.focus = name;
    if (name?.startsWith("start:")) this.chosen = Number(name.slice(6));
    if (name === "reader") this.#read();
    else this.#left();
    this.#touch();
  }

  #handleKey(event, move) {
    const way = ARROWS[event.key];
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    if (!way && !move[event.key]) return;
    event.preventDefault();
    event.stopPropagation();
    this.touched = true;
    if (way) move.by(way, event.shiftKey ? FINE : COARSE);
    else move[event.key]();
  }

  #placeHandles() {
    const { shown, words, payload } = this;
    const kept = new Set();
    const put = (name, place, move, label) => {
      kept.add(name);
      const button = this.#handle(name, move, label);
      button.hidden = !place;
      if (place) button.style.transform = `translate(${place[0]}px, ${place[1]}px)`;
    };
    if (payload.panels.includes("surface")) {
      const { elevation, azimuth } = this.#cameraNow();
      const angles = { elevation: Math.round(elevation), azimuth: Math.round(azimuth) };
      const label = phrase(words.camera_handle, angles);
      put("camera", this.#placeOf("camera"), this.#cameraMoves(), label);
    }
    const at = this.#readerPlace();
    const reading = { m: brief(at[0]), b: brief(at[1]), loss: brief(shown.charted.value(...at)) };
    const reader = phrase(words.reader_handle, reading);
    put("reader", this.#placeOf("reader"), this.#readerMoves(), reader);
    if (payload.recomputes) this.#placeEditors(put);
    for (const [name, { button }] of this.#handles) {
      if (kept.has(name)) continue;
      button.remove();
      this.#handles.delete(name);
    }
  }

  #placeEditors(put) {
    const { shown, words, asked } = this;
    shown.runs.forEach((run, place) => {
      const [m, b] = asked.plans[place].start.map(brief);
      const label = phrase(words.start_handle, { run: run.label, m, b });
      put(`start:${place}`, this.#placeOf(`start:${place}`), this.#startMoves(place), label);
    });
    if (!this.editing) return;
    const { x, y } = asked.data;
    const told = { number: this.point + 1, count: x.length };
    const where = { x: brief(x[this.point]), y: brief(y[this.point]) };
    const label = phrase(words.point_handle, { ...told, ...where });
    put("point", this.#placeOf(`point:${this.point}`), this.#pointMoves(), label);
  }

  #placeOf(what) {
    const thing = what === "reader" ? `at:${this.#readerPlace().join(",")}` : what;
    return placeOf(this.plan, this.viewed, thing);
  }

  #cameraMoves() {
    return { by: ([right, up], share) => this.#turnBy(-right * share * 250, up * share * 250) };
  }

  #startMoves(place) {
    const by = ([right, up], share) => {
      const { window, paths } = this.shown;
      const m = paths[place][0] + right * share * spanOf(window.m);
      this.#moveStart(place, [m, paths[place][1] + up * share * spanOf(window.b)]);
      this.#compute();
    };
    return { by };
  }

  #readerPlace() {
    const { window } = this.shown;
    const middle = ([low, high]) => (low + high) / 2;
    const [m, b] = this.reader ?? [middle(window.m), middle(window.b)];
    return [clamped(m, ...window.m), clamped(b, ...window.b)];
  }

  #readerMoves() {
    const by = ([right, up], share) => {
      const { window } = this.shown;
      const [m, b] = this.#readerPlace();
      this.reader = [m + right * share * spanOf(window.m), b + up * share * spanOf(window.b)];
      this.#read();
      this.#touch();
    };
    const add = () => this.#addRun(this.#snappedStart(this.#readerPlace()));
    return { by, Enter: add };
  }

  /** Show what is read off where the keys have led. */
  #read() {
    this.reader = this.#readerPlace();
    this.hover = this.#reading(this.reader);
    this.#showTip(this.#placeOf("reader"), this.#readingTold(this.hover));
  }

  #pointMoves() {
    const by = ([right, up], share) => {
      const { x, y } = this.asked.data;
      const [across, along] = this.#dataSpans();
      const place = [x[this.point] + right * share * across, y[this.point] + up * share * along];
      this.#movePoint(this.point, this.#snappedPoint(place));
      this.#later("settle", SETTLE, () => this.#settle());
    };
    return { by, Delete: () => this.#removePoint(this.point) };
  }

  #dataSpans() {
    const { x_range: across, y_range: along } = this.payload.data;
    return [spanOf(across) || 1, spanOf(along) || 1];
  }

  #snappedPoint(place) {
    const spans = this.#dataSpans();
    return place.map((value, k) => snapped(value, spans[k]));
  }

  #snappedStart(charted) {
    const { window, scaling } = this.shown;
    const near = [snapped(charted[0], spanOf(window.m)), snapped(charted[1], spanOf(window.b))];
    return scaledBack(scaling, near);
  }

  #reading([m, b]) {
    return { m, b, loss: this.shown.charted.value(m, b) };
  }

  #readingTold({ m, b, loss }) {
    return phrase(this.words.reading, { m: brief(m), b: brief(b), loss: brief(loss) });
  }

  #showTip(place, text) {
    const { tip } = this.parts;
    tip.hidden = !text || !place;
    if (tip.hidden) return;
    setText(tip, text);
    const left = clamped(place[0] + 14, 0, this.plan.width - tip.offsetWidth);
    const above = place[1] - tip.offsetHeight - 10;
    tip.style.transform = `translate(${left}px, ${above < 0 ? place[1] + 18 : above}px)`;
  }

  // Mouse, pen and finger.

  #found(event) {
    const box = this.parts.canvas.getBoundingClientRect();
    const at = [event.clientX - box.left, event.clientY - box.top];
    return { at, ...locate(this.plan, this.viewed, ...at) };
  }

  /** Return what would be dragged from a place; nothing where a finger should scroll the page. */
  #grabbed({ panel, nearStart, nearPoint }) {
    if (this.payload.recomputes && nearStart >= 0) return "start";
    if (panel === "fit" && nearPoint >= 0 && !this.#pointsFixed(false)) return "point";
    if (panel === "surface") return "turn";
    return panel === "loss" ? "seek" : null;
  }

  #pressed(event) {
    if (event.button !== 0 || !this.viewed) return;
    const found = this.#found(event);
    const kind = this.#grabbed(found) ?? found.panel;
    this.#drag = { kind, found, from: found.at, moved: false };
    this.parts.canvas.setPointerCapture(event.pointerId);
    // A click that brings the keys here is for that alone; a drag is meant.
    this.#drag.focusing = !this.parts.canvas.ownerDocument.hasFocus();
    if (!this.#drag.focusing) this.#grab();
  }

  /** Take what was pressed. */
  #grab() {
    const { kind, found } = this.#drag;
    this.touched = true;
    if (kind === "start") this.chosen = found.nearStart;
    if (kind === "point") this.point = found.nearPoint;
    if (kind === "start" || kind === "point") this.focus = this.#focusOf(kind);
    if (kind === "seek") this.#seekTo(found);
  }

  #focusOf(kind) {
    return kind === "start" ? `start:${this.chosen}` : `point:${this.point}`;
  }

  #moved(event) {
    if (!this.viewed) return;
    const found = this.#found(event);
    if (!this.#drag) {
      this.#hovered(found);
      return;
    }
    const { from } = this.#drag;
    const far = Math.hypot(found.at[0] - from[0], found.at[1] - from[1]) > CLICK;
    if (far && !this.#drag.moved) {
      this.#drag.moved = true;
      this.#grab();
    }
    if (this.#drag.moved) this.#dragged(found);
  }

  #dragged(found) {
    const { kind, found: begin } = this.#drag;
    if (kind === "start" && found.params) this.#moveStart(begin.nearStart, found.params);
    if (kind === "point" && found.data && found.panel === "fit") {
      this.#movePoint(begin.nearPoint, this.#snappedPoint(found.data));
    }
    if (kind === "seek") this.#seekTo(found);
    if (kind !== "turn") return;
    const [x, y] = this.#drag.last ?? this.#drag.from;
    this.#turnBy((x - found.at[0]) * TURN, (found.at[1] - y) * TURN);
    this.#drag.last = found.at;
  }

  #released(event) {
    const drag = this.#drag;
    this.#drag = null;
    this.focus = null;
    if (!drag || (drag.focusing && !drag.moved)) return;
    if (!drag.moved && event.type === "pointerup") this.#clicked(drag);
    if (drag.kind === "start" || drag.kind === "point") this.#settle();
    this.#touch();
  }

  #clicked({ kind, found }) {
    if (kind !== "contour" || !found.params) return;
    const run = this.#runAt(found.at);
    if (run >= 0) this.chosen = run;
    // Where there is no control to take a run away, a click brings none.
    else if (!this.presents) this.#addRun(this.#snappedStart(found.params));
  }

  /** Return the number of the run that is at a place on the map now; -1 for none. */
  #runAt([x, y]) {
    return this.viewed.runs.findIndex((run) => {
      const ring = placeOf(this.plan, this.viewed, `at:${placeOfRun(run, this.epochExact)}`);
      return ring !== null && Math.hypot(ring[0] - x, ring[1] - y) <= RING_REACH;
    });
  }

  get presents() {
    return this.root.classList.contains("present");
  }

  /** A point comes or goes by a double click, which no one makes by chance while editing. */
  #doubled(event) {
    const found = this.#found(event);
    if (found.panel !== "fit" || !this.editing || !found.data) return;
    if (found.nearPoint >= 0) this.#removePoint(found.nearPoint);
    else this.#addPoint(this.#snappedPoint(found.data));
  }

  #seekTo({ epoch }) {
    if (epoch === null) return;
    this.#play(false);
    this.#seek(Math.round(epoch));
  }

  #hovered(found) {
    const onMap = found.panel === "contour" || found.panel === "surface";
    this.hover = onMap && found.params ? this.#reading(found.params) : null;
    this.#showTip(found.at, this.#tipFor(found));
    const cursors = { start: "grab", point: "grab", turn: "move", seek: "pointer" };
    const plain = found.panel === "contour" && this.payload.recomputes ? "crosshair" : "default";
    this.parts.canvas.style.cursor = cursors[this.#grabbed(found)] ?? plain;
    this.#touchHover();
  }

  #tipFor({ panel, nearPoint, epoch }) {
    const { words, asked, shown, chosen } = this;
    if (this.hover) return this.#readingTold(this.hover);
    if (panel === "fit" && nearPoint >= 0) {
      const { x, y } = asked.data;
      return phrase(words.point_reading, { x: brief(x[nearPoint]), y: brief(y[nearPoint]) });
    }
    if (panel !== "loss" || epoch === null) return "";
    const at = clamped(Math.round(epoch), 0, shown.last);
    return phrase(words.epoch_reading, { epoch: at, loss: brief(lossAt(shown.runs[chosen], at)) });
  }

  /** Draw what is under the pointer; nothing else changes by it. */
  #touchHover() {
    this.#stale.paint = true;
    if (!this.#frame) this.#frame = requestAnimationFrame((now) => this.#tick(now));
  }

  #left() {
    this.hover = null;
    this.parts.tip.hidden = true;
    this.#touchHover();
  }

  // Keys, and the page around this one.

  get framed() {
    return this.host !== null && this.host.parent !== this.host;
  }

  #key(event) {
    if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey) return;
    const page = { PageUp: "previous", PageDown: "next" }[event.key];
    if (page && this.framed) {
      event.preventDefault();
      this.#tellParent({ method: page === "next" ? "next" : "prev" }, { action: page });
      // Left behind on its slide, the page must not go on to take the deck's keys.
      this.host.parent.focus();
      return;
    }
    if (this.#isTyping(event)) return;
    if (this.#ownKey(event)) event.preventDefault();
    else if (this.framed && !/^(Tab|Enter|Shift|Control|Alt|Meta)$/.test(event.key)) {
      // What a deck does with its keys it does by their numbers.
      const { key, keyCode } = event;
      this.#tellParent({ method: "triggerKey", args: [keyCode] }, { action: "key", key });
    }
  }

  /** Return whether a key belongs to the control that has the focus. */
  #isTyping({ target, key }) {
    if (!(target instanceof Element)) return false;
    if (target.matches("button")) return key === " " || key === "Enter";
    if (target.matches('input[type="range"]')) return key !== " ";
    return target.matches("input, select, textarea");
  }

  /** Do what a key is for; return whether it is for anything. */
  #ownKey({ key, shiftKey }) {
    const way = ARROWS[key];
    if (way && shiftKey) this.#turnBy(-5 * way[0], 5 * way[1]);
    else if (key === "ArrowLeft" || key === "ArrowRight") this.#step(way[0]);
    else if (key === "Home") this.#step(-this.shown.last);
    else if (key === "End") this.#step(this.shown.last);
    else if (key === " ") this.#play(!this.playing);
    else return false;
    this.touched = true;
    this.#touch();
    return true;
  }

  #tellParent(reveal, plain) {
    this.host.parent.postMessage(JSON.stringify(reveal), "*");
    this.host.parent.postMessage({ type: "surfaceviz", ...plain }, "*");
  }

  #heard({ source, data }) {
    if (!this.framed || source !== this.host.parent) return;
    if (data?.type !== "surfaceviz" || typeof data.set !== "object" || data.set === null) return;
    try {
      this.set(data.set);
    } catch (error) {
      this.#note(phrase(this.words.bad_change, { reason: error.message }));
    }
  }

  // Listening.

  #hear(target, event, listener, options = {}) {
    target.addEventListener(event, listener, { signal: this.#end.signal, ...options });
  }

  /** Hear a control, and remember that someone has used it. */
  #use(target, event, listener) {
    this.#hear(target, event, () => {
      this.touched = true;
      listener(target);
      this.#touch();
    });
  }

  #listen() {
    this.#listenToPicture();
    this.#listenToTransport();
    this.#listenToDescent();
    this.#listenToTools();
    const { host, root } = this;
    this.#hear(host?.document ?? root, "keydown", (event) => this.#key(event));
    this.#hear(this.reduced, "change", () => this.#play(false));
    if (!host) return;
    this.#hear(host, "resize", () => this.#resize());
    this.#hear(host, "message", (event) => this.#heard(event));
    this.#hear(host, "hashchange", () => this.#readFragment());
  }

  #listenToPicture() {
    const { canvas } = this.parts;
    this.#hear(canvas, "pointerdown", (event) => this.#pressed(event));
    this.#hear(canvas, "pointermove", (event) => this.#moved(event));
    this.#hear(canvas, "pointerup", (event) => this.#released(event));
    this.#hear(canvas, "pointercancel", (event) => this.#released(event));
    this.#hear(canvas, "pointerleave", () => this.#left());
    this.#hear(canvas, "dblclick", (event) => this.#doubled(event));
    const hold = (event) => {
      const [touch] = event.touches;
      if (this.viewed && this.#grabbed(this.#found(touch))) event.preventDefault();
    };
    this.#hear(canvas, "touchstart", hold, { passive: false });
  }

  #listenToTransport() {
    const { first, back, play, forward, last, scrub, speed, loop } = this.parts;
    this.#use(first, "click", () => this.#step(-this.shown.last));
    this.#use(back, "click", () => this.#step(-1));
    this.#use(play, "click", () => this.#play(!this.playing));
    this.#use(forward, "click", () => this.#step(1));
    this.#use(last, "click", () => this.#step(this.shown.last));
    this.#use(scrub, "input", ({ value }) => {
      this.#play(false);
      this.#seek(Number(value));
    });
    this.#use(speed, "change", ({ value }) => this.#apply({ speed: Number(value) }));
    this.#use(loop, "click", () => this.#apply({ loop: !this.loop }));
  }

  #listenToDescent() {
    const { run, addRun, removeRun, optimizer, rate, rateField, auto, momentum, epochs, schedule } =
      this.parts;
    this.#use(run, "change", ({ value }) => {
      this.chosen = Number(value);
    });
    this.#use(addRun, "click", () => this.#addRun(this.#otherStart()));
    this.#use(removeRun, "click", () => this.#removeRun());
    this.#use(optimizer, "change", ({ value }) => this.#apply({ optimizer: value }));
    this.#use(schedule, "change", ({ value }) => this.#apply({ schedule: value }));
    this.#use(rate, "input", ({ value }) =>
      this.#apply({ learningRate: Number(general(10 ** Number(value), 3)) }),
    );
    this.#use(auto, "click", () => this.#toggleAuto());
    this.#use(momentum, "input", ({ value }) => this.#apply({ momentum: Number(value) }));
    this.#field(rateField, {
      name: this.words.learning_rate,
      range: () => [SLOWEST, FASTEST],
      inForce: () => Number(general(this.shown.runs[this.chosen].rate)),
      apply: (learningRate) => this.#apply({ learningRate }),
    });
    this.#field(epochs, {
      name: this.words.epochs,
      whole: true,
      range: () => [1, mostEpochs(this.asked.plans)],
      inForce: () => this.asked.epochs,
      apply: (count) => this.#apply({ epochs: count }),
    });
  }

  /** Hear a field for a number, which shows what is in force whenever no one is typing into it. */
  #field(control, { name, whole = false, range, inForce, apply }) {
    const say = (told) => {
      const [least, most] = range().map(short);
      const sentence = whole ? this.words.whole_range : this.words.number_range;
      this.#note(phrase(sentence, { field: name, least, most, value: short(told) }));
    };
    const typed = () => {
      const [least, most] = range();
      const number = control.value === "" ? NaN : Number(control.value);
      const usable = number >= least && (!whole || Number.isInteger(number) || number > most);
      control.setAttribute("aria-invalid", String(!usable));
      if (!usable) return;
      apply(Math.min(number, most));
      // More digits only lead further beyond.
      if (number <= most) return;
      control.value = short(most);
      say(most);
    };
    const left = () => {
      if (control.getAttribute("aria-invalid") !== "true") return;
      this.#compute();
      control.setAttribute("aria-invalid", "false");
      control.value = short(inForce());
      say(inForce());
    };
    this.#use(control, "input", typed);
    this.#use(control, "change", left);
    this.#hear(control, "blur", left);
    this.#hear(control, "keydown", ({ key }) => {
      if (key === "Enter") left();
    });
  }

  #toggleAuto() {
    const { rate } = this.asked.plans[this.chosen];
    this.#apply({ learningRate: rate === null ? this.shown.runs[this.chosen].rate : null });
  }

  #listenToTools() {
    const { edit, fitWindow, reset, copy, save, point, addPoint, removePoint } = this.parts;
    this.#use(edit, "click", () => this.#toggleEditing());
    this.#use(fitWindow, "click", () => this.#fitWindow());
    this.#use(reset, "click", () => this.#reset());
    this.#use(copy, "click", () => this.#copyCommand());
    this.#use(save, "click", () => this.#savePicture());
    this.#field(point, {
      name: this.words.point,
      whole: true,
      range: () => [1, this.asked.data.x.length],
      inForce: () => this.point + 1,
      apply: (number) => {
        this.point = number - 1;
      },
    });
    this.#use(addPoint, "click", () => {
      const { moments } = this.asked.data;
      this.#addPoint(this.#snappedPoint([moments.mean_x, moments.mean_y]));
    });
    this.#use(removePoint, "click", () => this.#removePoint(this.point));
  }

  #toggleEditing() {
    const { edit, points } = this.parts;
    const why = this.#pointsFixed(false);
    this.editing = !this.editing && !why;
    points.hidden = !this.editing;
    edit.setAttribute("aria-pressed", String(this.editing));
    edit.setAttribute("aria-expanded", String(this.editing));
    if (why) this.#note(why);
    this.#resize();
  }
}

/**
 * Put a page to play with into an element.
 * @param {HTMLElement} root  It gets all elements of the page, and loses what it has.
 * @param {object} payload  What Python says of a scene.
 * @param {Window|null} [host]  The window of a page of its own, whose keys, address and parent are
 *   used; without one, as in a notebook's cell, all stays within the root.
 * @returns {{state: () => object, set: (changes: object) => void,
 *   on: (event: "change", listener: () => void) => () => void, destroy: () => void}}  The state as
 *   plain values; changes of epoch, epochs, playing, speed, loop, camera, and of the run of a
 *   number, or else the one that is chosen: start, optimizer, learningRate, momentum, schedule; a
 *   listener that is called after each frame that shows something new, until what it gets is
 *   called.
 */
export const start = (root, payload, host = null) => {
  const player = new Player(root, payload, host);
  return {
    state: () => player.state(),
    set: (changes) => player.set(changes),
    on: (event, listener) => player.on(event, listener),
    destroy: () => player.destroy(),
  };
};
