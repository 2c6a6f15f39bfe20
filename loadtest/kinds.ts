/** Every kind of load: one line a kind. */
import { chat } from './chat.ts'
import { delivery } from './delivery.ts'
import { dispatch } from './dispatch.ts'
import { doc } from './doc.ts'
import { game } from './game.ts'
import { http } from './http.ts'
import { idle } from './idle.ts'
import type { AnyLoadKind } from './run.ts'

export const KINDS: readonly AnyLoadKind[] = [game, chat, doc, delivery, dispatch, idle, http]
