import type { ImageBatch } from "../../data/mod.ts";
import type { Rng } from "../../src/rng.ts";

/** A linear model of images: ten scores, each a weighted sum of all inputs and a constant. */
export class SoftmaxRegression {
  readonly #inputs: number;
  readonly #weights: Float64Array; // [classes, inputs + 1]
  readonly #classes: number;

  constructor(inputs: number, classes: number) {
    this.#inputs = inputs;
    this.#classes = classes;
    this.#weights = new Float64Array(classes * (inputs + 1));
  }

  /** Stochastic gradient descent on the cross-entropy, one image at a time. */
  train(batch: ImageBatch, epochs: number, learningRate: number, rng: Rng): void {
    for (let epoch = 0; epoch < epochs; epoch++) {
      for (const i of rng.permutation(batch.count)) {
        const image = this.#image(batch, i);
        const scores = this.#scores(image);
        const top = Math.max(...scores);
        const odds = scores.map((score) => Math.exp(score - top));
        const sum = odds.reduce((a, b) => a + b, 0);
        odds.forEach((odd, c) => {
          const slope = odd / sum - (batch.fields.labels[i] === c ? 1 : 0);
          const row = this.#row(c);
          const step = learningRate * slope;
          for (let d = 0; d < image.length; d++) {
            row[d] = (row[d] ?? 0) - step * (image[d] ?? 0);
          }
          row[this.#inputs] = (row[this.#inputs] ?? 0) - step;
        });
      }
    }
  }

  /** The fraction of a batch's images whose own class has the highest score. */
  accuracy(batch: ImageBatch): number {
    let right = 0;
    for (let i = 0; i < batch.count; i++) {
      const scores = this.#scores(this.#image(batch, i));
      if (scores.indexOf(Math.max(...scores)) === batch.fields.labels[i]) right++;
    }
    return right / batch.count;
  }

  #image(batch: ImageBatch, i: number): Float32Array {
    return batch.fields.images.subarray(i * this.#inputs, (i + 1) * this.#inputs);
  }

  #row(c: number): Float64Array {
    return this.#weights.subarray(c * (this.#inputs + 1), (c + 1) * (this.#inputs + 1));
  }

  #scores(image: Float32Array): number[] {
    return Array.from({ length: this.#classes }, (_, c) => {
      const row = this.#row(c);
      let sum = row[this.#inputs] ?? 0;
      for (let d = 0; d < image.length; d++) sum += (row[d] ?? 0) * (image[d] ?? 0);
      return sum;
    });
  }
}
