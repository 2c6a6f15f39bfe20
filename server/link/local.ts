/** The link of a host that is alone: edge and engine call each other, through a joint because each needs the other to exist. */
import type { EdgeSide, EngineSide } from '../ports.ts'

export interface LocalLink {
  /** What the edge calls. */
  readonly engine: EngineSide
  /** What the engine calls. */
  readonly edge: EdgeSide
  /** Both exist: from here on calls go through. */
  connect(engine: EngineSide, edge: EdgeSide): void
}

export const createLocalLink = (): LocalLink => {
  let ends: { readonly engine: EngineSide; readonly edge: EdgeSide } | undefined
  const joined = () => {
    if (ends === undefined) throw new Error('the link is not connected yet')
    return ends
  }
  return {
    engine: {
      join: (request, seat) => joined().engine.join(request, seat),
      query: (user, kind, room, name, body) => joined().engine.query(user, kind, room, name, body),
      watchable: (user, kind, rooms) => joined().engine.watchable(user, kind, rooms),
      files: (kind) => joined().engine.files(kind),
      export: (user, kind, room, name) => joined().engine.export(user, kind, room, name),
      list: (kind) => joined().engine.list(kind),
    },
    edge: {
      outlet: (ref, epoch) => joined().edge.outlet(ref, epoch),
      badge: (kind, room, frame) => joined().edge.badge(kind, room, frame),
      unwatch: (kind, room, user) => joined().edge.unwatch(kind, room, user),
    },
    connect(engine, edge) {
      ends = { engine, edge }
    },
  }
}
