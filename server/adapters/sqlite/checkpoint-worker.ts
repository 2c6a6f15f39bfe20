/** The thread that moves what is in the log home into the file, while the writer goes on. */
import { workerData } from 'node:worker_threads'
import Database from 'better-sqlite3'
import { checkpoint, serve } from './serve.ts'

const db = new Database((workerData as { readonly path: string }).path)
db.pragma('busy_timeout = 5000')
db.pragma('synchronous = full')

serve(
  {
    ready: () => ({ value: null }),
    checkpoint: () => ({ value: checkpoint(db) }),
  },
  () => db.close(),
)
