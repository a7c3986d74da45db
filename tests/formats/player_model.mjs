// Computes in the player's model what a test asks for: JSON of cases comes in, that of answers goes
// out. What is not finite travels as the text of it.

import { readFileSync } from "node:fs";

import * as model from "../../surfaceviz/formats/page/player.js";

const INFINITE = { NaN: NaN, Infinity: Infinity, "-Infinity": -Infinity };

const revive = (_key, value) => (Object.hasOwn(INFINITE, value) ? INFINITE[value] : value);

const plain = (_key, value) => {
  if (ArrayBuffer.isView(value)) return Array.from(value);
  return typeof value === "number" && !Number.isFinite(value) ? String(value) : value;
};

const column = (values) => values && Float64Array.from(values);

const dataOf = ({ x, y, weights, moments, complete = true }) => ({
  moments,
  x: column(x),
  y: column(y),
  weights: column(weights),
  complete,
});

const pairs = (places, of) => places.map(([m, b]) => of(m, b));

const seen = ({ loss, data, scaled }) => {
  const objective = model.makeObjective(loss, data);
  return scaled ? model.inCoordinates(objective, model.zScored(data)) : objective;
};

const optimizerOf = ({ name, keys }) => model.makeOptimizer(name, keys);
const scheduleOf = ({ name, keys }) => model.makeSchedule(name, keys);

const planOf = (plan) => ({
  ...plan,
  optimizer: optimizerOf(plan.optimizer),
  schedule: scheduleOf(plan.schedule),
});

const TASKS = {
  moments: ({ data: { x, y, weights } }) => model.momentsOf(x, y, weights),

  objective: (asked) => {
    const data = dataOf(asked.data);
    const objective = seen({ ...asked, data });
    const { places, heights, rows, ms, bs } = asked;
    return {
      ...objective,
      values: pairs(places, objective.value),
      gradients: pairs(places, objective.gradient),
      hessians: objective.hessian && pairs(places, objective.hessian),
      batches: pairs(places, (m, b) => objective.batchGradient(rows, m, b)),
      reaches: heights.map(objective.reach),
      predicted: pairs(places, (m, b) => objective.predict(data.x[0], m, b)),
      grid: objective.grid(Float64Array.from(ms), Float64Array.from(bs)),
      analysis: model.analyse(objective),
    };
  },

  descent: (asked) => {
    const objective = seen({ ...asked, data: dataOf(asked.data) });
    const optimizer = optimizerOf(asked.optimizer);
    const schedule = scheduleOf(asked.schedule);
    const { start, epochs, until, orders } = asked;
    const rate = model.chooseRate(optimizer, objective, start);
    const found = model.descend(objective, optimizer, start, epochs, { schedule, until, orders });
    return { rate, ...found };
  },

  schedule: ({ schedule, epochs }) => {
    const { factor } = scheduleOf(schedule);
    return Array.from({ length: epochs }, (_, epoch) => factor(epoch, epochs));
  },

  scene: (asked) => {
    const data = dataOf(asked.data);
    const objective = model.makeObjective(asked.loss, data);
    const { epochs, until, grid } = asked;
    const runs = model.runPlans(asked.plans.map(planOf), data, objective, epochs, { until });
    const paths = runs.map(({ trajectory }) => trajectory);
    const windows = ["auto", "path", "bowl"].map((choice) =>
      model.chooseWindow(choice, objective, paths),
    );
    const surface = model.sampleSurface(objective, windows[0], grid);
    return {
      runs: runs.map((run) => ({
        label: run.label,
        rate: run.rate,
        analysis: run.analysis,
        params: run.trajectory.params,
        steps: run.trajectory.steps,
        gradients: run.trajectory.gradients,
        stopped: run.trajectory.stopped,
        limit: model.limitOf(run),
        contraction: model.contractionOf(run),
        diverges: model.diverging(run),
        divergence: model.divergence(run, runs.length === 1),
        prospect: model.prospect(run, objective),
        trace: model.traceSteps(objective, run.trajectory.track, surface),
      })),
      advice: model.advise(runs, objective, data),
      strictAdvice: model.advise(runs, objective, data, 1e-6),
      windows,
      square: model.squared(windows[0]),
      surface,
      relief: model.relief(surface, objective.minimum),
    };
  },

  prospects: (asked) => {
    const data = dataOf(asked.data);
    const objective = model.makeObjective(asked.loss, data);
    const runs = model.runPlans(asked.plans.map(planOf), data, objective, asked.epochs);
    return runs.map((run) => model.prospect(run, objective));
  },

  race: ({ plans, rates }) => model.labels(plans.map(planOf), rates),

  contours: ({ m, b, loss, level }) =>
    model.contourLines({ m: column(m), b: column(b), loss: column(loss) }, level),

  words: ({ numbers }) =>
    numbers.map((value) => [model.general(value), model.general(value, 3), model.short(value)]),

  affordable: ({ grid, ...objective }) => model.affordableGrid(objective, grid),
};

const answer = ({ task, ...asked }) => {
  try {
    return TASKS[task](asked);
  } catch (error) {
    if (error instanceof model.InputError) return { refused: error.message };
    throw error;
  }
};

const cases = JSON.parse(readFileSync(0, "utf8"), revive);
const answers = Object.entries(cases).map(([name, asked]) => [name, answer(asked)]);
process.stdout.write(JSON.stringify(Object.fromEntries(answers), plain));
