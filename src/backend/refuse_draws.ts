/**
 * A guard against random numbers.
 *
 * @module
 */

/**
 * Runs a function, in which drawing random numbers is an error.
 *
 * tfjs takes every seed that a program does not give from `Math.random`: for `tf.randomUniform`, `tf.randomNormal`,
 * `tf.truncatedNormal`, `tf.multinomial`, `tf.dropout` and the layers that draw. So `Math.random` throws while the
 * function runs. The function is synchronous: no other code runs meanwhile.
 *
 * @throws {Error} If the function draws.
 */
export function refuseDraws<T>(run: () => T): T {
  const { random } = Math;
  Math.random = () => {
    throw drawsRandomNumbers();
  };
  try {
    return run();
  } finally {
    Math.random = random;
  }
}

/** The error of a compiled function that draws. */
export function drawsRandomNumbers(): Error {
  return new Error("a compiled function draws random numbers: these must be one of its inputs");
}
