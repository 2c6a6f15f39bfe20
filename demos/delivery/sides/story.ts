/** What the sides of one page tell each other, so that one order can be followed through all of them. */

export interface StoryFacts {
  /** The kitchen that is looked at: the customer chose it, so the restaurant's side shows it. */
  readonly restaurant: string | undefined
  /** The order that is followed. */
  readonly order: string | undefined
}

export interface Story extends StoryFacts {
  tell(facts: Partial<StoryFacts>): void
  /** Called after every change. Returns what ends it. */
  onChange(run: (facts: StoryFacts) => void): () => void
}

export const makeStory = (begin: Partial<StoryFacts> = {}): Story => {
  let facts: StoryFacts = { restaurant: undefined, order: undefined, ...begin }
  const listeners = new Set<(facts: StoryFacts) => void>()
  return {
    get restaurant() {
      return facts.restaurant
    },
    get order() {
      return facts.order
    },
    tell(change) {
      const next = { ...facts, ...change }
      if (next.restaurant === facts.restaurant && next.order === facts.order) return
      facts = next
      for (const run of listeners) run(facts)
    },
    onChange(run) {
      listeners.add(run)
      return () => void listeners.delete(run)
    },
  }
}
