/** Where cards stand that would like to stand beside lines, so that none covers another. */

const GAP_PX = 8

/** Each as near to its line as those above let it be; the chosen one exactly there, and those above it move up. */
export const stack = (wanted: readonly number[], heights: readonly number[], chosen: number): number[] => {
  const tops = wanted.slice()
  let bottom = -Infinity
  for (let i = 0; i < tops.length; i++) {
    tops[i] = Math.max(wanted[i] ?? 0, i === chosen ? -Infinity : bottom + GAP_PX)
    bottom = (tops[i] ?? 0) + (heights[i] ?? 0)
  }
  for (let i = chosen - 1; i >= 0; i--)
    tops[i] = Math.min(tops[i] ?? 0, (tops[i + 1] ?? 0) - (heights[i] ?? 0) - GAP_PX)
  return tops
}
