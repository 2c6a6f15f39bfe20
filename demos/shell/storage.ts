/** Local storage that may be blocked: then things last as long as the page. */

const memory = new Map<string, string>()

export const stored = {
  get(key: string): string | undefined {
    try {
      return localStorage.getItem(key) ?? memory.get(key)
    } catch {
      // Storage is blocked by the browser.
      return memory.get(key)
    }
  },
  set(key: string, value: string): void {
    memory.set(key, value)
    try {
      localStorage.setItem(key, value)
    } catch {
      // Blocked or full: the page's own memory has it.
    }
  },
}
