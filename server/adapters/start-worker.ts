/** Starts a thread from a file of ours: compiled, or as it was written. */
import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import { Worker } from 'node:worker_threads'

export const startWorker = (url: URL, workerData: unknown): Worker => {
  if (url.pathname.endsWith('.js')) return new Worker(url, { workerData })
  // From source: a worker does not inherit what makes its parent read TypeScript.
  const tsx = pathToFileURL(
    createRequire(import.meta.url)
      .resolve('tsx/esm/api')
      .replace(/cjs$/, 'mjs'),
  ).href
  const boot = `import('${tsx}').then(({ register }) => (register(), import('${url.href}')))`
  return new Worker(boot, { eval: true, workerData })
}

/** The file of that name beside the module that asks, which says where it is: `import.meta.url`. */
export const besides = (moduleUrl: string, name: string): URL =>
  new URL(`./${name}${moduleUrl.endsWith('.ts') ? '.ts' : '.js'}`, moduleUrl)
