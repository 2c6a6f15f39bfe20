/** Twelve colours of equal lightness: the same person has the same one on every page. */

// OKLCH, lightness 0.70, chroma at most 0.155, hues 74°–352° so that nobody looks like the accent.
export const PEOPLE = [
  '#d48e02',
  '#b59f01',
  '#89ae30',
  '#48b868',
  '#07b89a',
  '#00b4bc',
  '#03aedd',
  '#4aa2fb',
  '#8693fd',
  '#b085ee',
  '#d079d0',
  '#e572a8',
] as const

/** FNV-1a of the id, spread over the twelve. */
export const personIndex = (userId: string): number => {
  let hash = 0x811c9dc5
  for (let i = 0; i < userId.length; i++) hash = Math.imul(hash ^ userId.charCodeAt(i), 0x01000193)
  // The low bits of FNV are its weakest: fold the high ones in.
  return ((hash ^ (hash >>> 15)) >>> 0) % PEOPLE.length
}

export const personColor = (userId: string): string => PEOPLE[personIndex(userId)] ?? PEOPLE[0]
