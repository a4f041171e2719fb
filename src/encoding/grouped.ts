/** A count with commas between thousands, for errors: cheaper than `toLocaleString`, which loads ICU data. */
export function grouped(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ",");
}
