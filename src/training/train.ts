import { criterionNamed } from "../criteria/mod.ts";
import { describeModel } from "../models/mod.ts";
import type { TrainContext, TrainFacts } from "./context.ts";
import type { TrainOptions } from "./options.ts";
import { Run } from "./run.ts";
import { Session } from "./session.ts";
import type { TrainingState } from "./state.ts";

/** How a run ended. */
export interface TrainOutcome extends TrainFacts {
  readonly state: TrainingState;
  readonly interrupted: boolean;
  /** One sentence each. */
  readonly warnings: readonly string[];
}

/**
 * Trains a network with the RePr scheme (Algorithm 1), or without.
 *
 * The same options and images on the same backend give the same bits, also when the run is interrupted and resumed at
 * any step.
 *
 * @throws {InputError} If options, images and checkpoint do not fit together.
 */
export async function train(options: TrainOptions, context: TrainContext): Promise<TrainOutcome> {
  const { criterion, orthoNormalisation: orthoNormalization } = options;
  const ranking = await criterionNamed(criterion, { orthoNormalization });
  using session = new Session(options, context, ranking);
  const facts = factsOf(options, session);
  await context.begin?.(facts, session.start.epoch);
  const run = new Run(options, context, session);
  const interrupted = !await run.finish();
  return { ...facts, state: run.state, interrupted, warnings: warningsOf(options, session) };
}

/** The sizes of what is trained, and of what it is trained on. */
function factsOf({ model }: TrainOptions, session: Session): TrainFacts {
  const { scheme, dataset, split } = session;
  const layers = scheme.graph.layers.map(({ name, filters }) => ({ name, filters }));
  return {
    model: {
      ...describeModel(session.model, layers),
      name: model,
      layers,
    },
    data: {
      name: dataset.name,
      digest: dataset.digest,
      train: split.train.length,
      validation: split.validation.length,
      test: dataset.test.count,
    },
  };
}

/** What the user should know about the schedule and the choices made. */
function warningsOf({ epochs }: TrainOptions, { scheme, batches }: Session): string[] {
  const steps = epochs * batches.stepsPerEpoch;
  const { name, cycle } = scheme.schedule.phaseAt(steps - 1);
  const warnings = scheme.cycles.flatMap(({ cycle, warnings }) =>
    warnings.map((warning) => `cycle ${cycle}: ${warning}`)
  );
  if (name === "pruned") {
    warnings.push(
      `the run ends in the pruned phase of cycle ${cycle}: its results are of the sub-network`,
    );
  } else if (name === "full") {
    warnings.push(
      `the run ends before the pruning of cycle ${cycle}: expected more epochs, or shorter phases`,
    );
  }
  return warnings;
}
