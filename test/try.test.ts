import { it } from 'vitest'
import { freshDatabase } from './support/postgres.ts'
it('x', async () => { const t = performance.now(); const d = await freshDatabase(); console.log(d.url, await d.ask('select version()'), performance.now() - t) })
