/** One after the other, for what concerns the same thing: others go on meanwhile. */

export type InTurn = <T>(key: string, work: () => Promise<T>) => Promise<T>

export const createTurns = (): InTurn => {
  const last = new Map<string, Promise<unknown>>()
  return (key, work) => {
    const turn = (last.get(key) ?? Promise.resolve()).then(work, work)
    const over = (): void => {
      if (last.get(key) === turn) last.delete(key)
    }
    last.set(key, turn)
    turn.then(over, over)
    return turn
  }
}
