/** H5: the HTTP surface as OpenAPI 3.1, made from the contracts. */
import type { Contract } from '../../../shared/contract.ts'
import { ERRORS } from '../../../shared/errors.ts'
import { LIMITS } from '../../../shared/limits.ts'
import type { FileRules } from './files.ts'
import { commandSchema, isBytes } from './json-bytes.ts'
import { schemaOf } from './query-schema.ts'
import type { Schema } from './query-schema.ts'
import { json } from './route.ts'
import type { Route } from './route.ts'

/** What a kind has beside its contract. */
export interface KindExtras {
  readonly files?: FileRules | undefined
  /** Names of its exports. */
  readonly exports: readonly string[]
}

export const openApiRoute = (
  contracts: ReadonlyMap<string, Contract>,
  extras: ReadonlyMap<string, KindExtras>,
): Route => {
  const document = json(openApi(contracts, extras))
  return { methods: ['GET'], run: () => Promise.resolve(document) }
}

const openApi = (contracts: ReadonlyMap<string, Contract>, extras: ReadonlyMap<string, KindExtras>): object => ({
  openapi: '3.1.0',
  info: {
    title: 'Tutti',
    version: '1',
    description:
      'Queries read, commands write; what happens in a room is told over the WebSocket on the same port, subprotocol tutti.v1.',
  },
  paths: {
    ...FIXED,
    ...Object.fromEntries([...contracts.values()].flatMap((one) => [...queryPaths(one), ...commandPaths(one)])),
    ...Object.fromEntries(
      [...extras].flatMap(([kind, extra]) => [...filePaths(kind, extra), ...exportPaths(kind, extra)]),
    ),
  },
  components: {
    securitySchemes: { token: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } },
    schemas: { Error: ERROR },
  },
})

const queryPaths = ({ kind, queries }: Contract): [string, object][] =>
  Object.entries(queries).map(([name, { guard }]) => {
    const schema = schemaOf(guard)
    const common = { tags: [kind], security: [{ token: [] }] }
    return [
      `/v1/${kind}/{room}/${name}`,
      {
        parameters: [IN_ROOM],
        get: { ...common, summary: `${name} of a ${kind} room`, parameters: parameters(schema), ...answers({}) },
        post: {
          ...common,
          summary: `${name} of a ${kind} room, its body as JSON`,
          requestBody: { content: { 'application/json': { schema } } },
          ...answers({}),
        },
      },
    ]
  })

const commandPaths = ({ kind, commands }: Contract): [string, object][] =>
  Object.entries(commands).map(([name, guard]) => {
    const schema = commandSchema(guard)
    const raw = isBytes(guard) ? { 'application/octet-stream': {} } : {}
    const post = {
      tags: [kind],
      security: [{ token: [] }],
      summary: `${name} in a ${kind} room`,
      parameters: [IDEMPOTENCY_KEY, JOIN_OPTIONS],
      requestBody: { content: { ...content(schema), ...raw } },
      ...answers({}),
    }
    return [`/v1/${kind}/{room}/commands/${name}`, { parameters: [IN_ROOM], post }]
  })

const filePaths = (kind: string, { files }: KindExtras): [string, object][] => {
  if (files === undefined) return []
  const common = { tags: [kind], security: [{ token: [] }] }
  const bytes = Object.fromEntries(files.types.map((type) => [type, { schema: { maxLength: files.maxBytes } }]))
  const name = { name: 'name', in: 'query', schema: { type: 'string' } }
  const hash = { name: 'hash', in: 'path', required: true, schema: HASH }
  const put = { ...common, summary: `Put a file beside a ${kind} room`, parameters: [name] }
  const read = { ...common, summary: `A file of a ${kind} room` }
  return [
    [
      `/v1/${kind}/{room}/files`,
      { parameters: [IN_ROOM], post: { ...put, requestBody: { content: bytes }, ...answers(FILE, 201) } },
    ],
    [`/v1/${kind}/{room}/files/{hash}`, { parameters: [IN_ROOM, hash], get: { ...read, ...answersAs('*/*', {}) } }],
  ]
}

const exportPaths = (kind: string, { exports: names }: KindExtras): [string, object][] =>
  names.map((name) => {
    const summary = `${name} of a ${kind} room, one object a line`
    const get = { tags: [kind], security: [{ token: [] }], summary, ...answersAs('application/x-ndjson', {}) }
    return [`/v1/${kind}/{room}/${name}.ndjson`, { parameters: [IN_ROOM], get }]
  })

const parameters = (schema: Schema): object[] => {
  const required = new Set((schema as { required?: string[] }).required)
  return Object.entries(schema.properties ?? {}).map(([name, property]) => ({
    name,
    in: 'query',
    required: required.has(name),
    schema: property,
  }))
}

const content = (schema: object): object => ({ 'application/json': { schema } })

const answersAs = (type: string, schema: object, status = 200): object => ({
  responses: {
    [status]: { description: 'The answer.', content: { [type]: { schema } } },
    default: { description: 'A refusal.', content: content({ $ref: '#/components/schemas/Error' }) },
  },
})

const answers = (schema: object, status = 200): object => answersAs('application/json', schema, status)

const ROOM = { type: 'string', maxLength: LIMITS.maxRoomIdLength }
const IN_ROOM = { name: 'room', in: 'path', required: true, schema: ROOM }
const IDEMPOTENCY_KEY = {
  name: 'idempotency-key',
  in: 'header',
  description: 'A UUID of version 7: the same command with the same key is done once.',
  schema: { type: 'string', format: 'uuid' },
}
const JOIN_OPTIONS = {
  name: 'tutti-join',
  in: 'header',
  description: 'What a JOIN of the room carries as its options, as JSON.',
  schema: { type: 'string' },
}
const HASH = { type: 'string', pattern: '^[0-9a-f]{64}$', description: 'SHA-256 of the content.' }
const FILE = {
  type: 'object',
  properties: { hash: HASH, name: { type: 'string' }, type: { type: 'string' }, bytes: { type: 'integer' } },
}

const ERROR = {
  type: 'object',
  required: ['error'],
  properties: {
    error: {
      type: 'object',
      required: ['code', 'message'],
      properties: {
        code: { type: 'string', enum: Object.keys(ERRORS) },
        message: { type: 'string' },
        retryMs: { type: 'integer', description: 'When trying again can succeed, in milliseconds from now.' },
      },
    },
  },
}

const USER = { type: 'object', properties: { id: { type: 'string' }, name: { type: 'string' } } }
const GUEST = {
  type: 'object',
  properties: {
    token: { type: 'string' },
    user: USER,
    expiresMs: { type: 'integer', description: 'Unix milliseconds.' },
  },
}
const ROOM_INFO = {
  type: 'object',
  properties: {
    kind: { type: 'string' },
    room: ROOM,
    members: { type: 'integer' },
    maxMembers: { type: 'integer' },
    summary: { description: 'What the room says of itself.' },
  },
}
const ROOMS = { type: 'object', properties: { rooms: { type: 'array', items: ROOM_INFO } } }
const NAME = {
  type: 'object',
  properties: {
    name: { type: 'string', maxLength: LIMITS.maxNameLength },
    token: { type: 'string', description: 'The token of a guest who stays the same under a new name.' },
  },
}
const STATUS = { type: 'object', properties: { status: { type: 'string' } } }
const KIND = { name: 'kind', in: 'query', schema: { type: 'string' } }

const FIXED = {
  '/v1/guest': {
    post: {
      summary: 'A token for a guest',
      requestBody: { required: false, content: content(NAME) },
      ...answers(GUEST),
    },
  },
  '/v1/rooms': { get: { summary: 'The open rooms', parameters: [KIND], ...answers(ROOMS) } },
  '/healthz': { get: { summary: 'Whether the process lives', ...answers(STATUS) } },
  '/readyz': { get: { summary: 'Whether it takes connections', ...answers(STATUS) } },
}
