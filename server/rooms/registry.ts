/** Every kind that this host runs: one line a kind. */
export { chat } from './chat/kind.ts'
export { delivery } from './delivery/kind.ts'
export { doc } from './doc/kind.ts'
export { game } from './game/kind.ts'
export { inbox } from './inbox/kind.ts'
