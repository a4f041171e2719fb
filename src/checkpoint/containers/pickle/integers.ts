/**
 * Integers as pickles write them. One that a number cannot hold becomes a bigint.
 *
 * @module
 */

/** Two's complement, the lowest byte first; no bytes are 0. */
export function littleInteger(bytes: Uint8Array): number | bigint {
  let value = 0n;
  for (const byte of bytes.toReversed()) value = value * 256n + BigInt(byte);
  const negative = (bytes.at(-1) ?? 0) >= 128;
  return fitting(negative ? value - (1n << BigInt(8 * bytes.length)) : value);
}

/** Decimal digits, perhaps with Python 2's `L`; `00` and `01` are its false and true. NaN for anything else. */
export function decimalInteger(line: string): number | bigint | boolean {
  if (line === "00" || line === "01") return line === "01";
  const digits = line.replace(/L$/, "");
  return /^-?\d{1,400}$/.test(digits) ? fitting(BigInt(digits)) : NaN;
}

function fitting(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}
