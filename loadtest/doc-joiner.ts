/** Somebody who opens a document for the first time: in, and with all of its content, as the SDK does it. */
import { request } from 'node:http'
import type { EditorOptions } from './doc-editor.ts'
import { NativeEditor } from './doc-native.ts'

export interface JoinedOnce {
  readonly editor: NativeEditor
  /** Of the content, as it came over the wire. */
  readonly bytes: number
}

/** Resolves when the last byte is there. It stays, and hears what the others type. */
export const joinFresh = async (options: EditorOptions, token: string): Promise<JoinedOnce> => {
  const editor = await NativeEditor.enterWith(options, token, false)
  const { at, snapshot, tail } = editor.state
  const behind = tail.reduce((sum, update) => sum + update.length, 0)
  if (snapshot !== null) return { editor, bytes: snapshot.length + behind }
  return { editor, bytes: behind + (await fetchLength(options, token, at)) }
}

/** Fetches the snapshot and looks at none of it: unpacking it is the client's own affair, and five hundred are here. */
const fetchLength = ({ url, room, localAddress }: EditorOptions, token: string, at: number): Promise<number> =>
  new Promise((resolve, reject) => {
    const headers = {
      authorization: `Bearer ${token}`,
      accept: 'application/octet-stream',
      'accept-encoding': 'gzip',
    }
    const address = new URL(`/v1/doc/${room}/snapshot?atLeast=${at}`, url)
    const asked = request(address, { headers, agent: false, ...(localAddress && { localAddress }) }, (answer) => {
      let bytes = 0
      answer.on('data', (chunk: Buffer) => (bytes += chunk.length))
      answer.on('error', reject)
      answer.on('end', () => {
        if (answer.statusCode === 200) resolve(bytes)
        else reject(new Error(`the snapshot was answered: ${answer.statusCode}`))
      })
    })
    asked.on('error', reject)
    asked.end()
  })
