/** What a channel promises about who may do what: written by hand, for tests to hold the code against. */
import type { ChannelRole, ChannelType } from '../../shared/chat/types.ts'

/**
 * Not taken from the code. Who may: Visitor, Member, moderator (S, staff), Owner.
 * Then what still goes in an archived channel, and what goes for somebody muted or blocked.
 */
const EXPECTED = `
              direct  group   public  archived  silenced
  create      VMSO    VMSO    VMSO    yes       yes
  change      ----    --SO    --SO    no        yes
  keeping     ----    ---O    ---O    no        yes
  archive     ----    ---O    ---O    yes       yes
  enter       ----    ----    VMSO    no        yes
  quit        ----    -MSO    -MSO    yes       yes
  add         ----    -MSO    --SO    no        no
  invite      ----    --SO    -MSO    no        no
  uninvite    ----    --SO    --SO    yes       yes
  role        ----    ---O    ---O    yes       yes
  kick        ----    --SO    --SO    yes       yes
  mute        ----    --SO    --SO    yes       yes
  ban         ----    --SO    --SO    yes       yes
  unban       ----    --SO    --SO    yes       yes
  block       -MSO    ----    ----    yes       yes
  send        -MSO    -MSO    -MSO    no        no
  edit        -MSO    -MSO    -MSO    no        no
  delete      -MSO    -MSO    -MSO    yes       yes
  deleteAny   ----    --SO    --SO    yes       yes
  react       -MSO    -MSO    -MSO    no        no
  pin         -MSO    -MSO    --SO    no        no
  hurry       -MSO    --SO    --SO    no        yes
  callAll     -MSO    --SO    --SO    no        yes
  report      ----    -MSO    -MSO    yes       yes
  settle      ----    --SO    --SO    yes       yes
  release     ----    --SO    --SO    no        yes
  read        -MSO    -MSO    -MSO    yes       yes
  notify      -MSO    -MSO    -MSO    yes       yes
  typing      -MSO    -MSO    -MSO    no        no
  presence    -MSO    -MSO    VMSO    yes       yes
  rename      -MSO    -MSO    -MSO    no        no
`

const [head, ...rest] = EXPECTED.trim()
  .split('\n')
  .map((line) => line.trim().split(/\s+/))
export const TYPES = head!.slice(0, 3) as ChannelType[]
export const ROLES: readonly [string, ChannelRole][] = [
  ['V', 'visitor'],
  ['M', 'member'],
  ['S', 'moderator'],
  ['O', 'owner'],
]

interface Line {
  readonly act: string
  readonly may: (type: ChannelType, role: ChannelRole, archived: boolean, silenced: boolean) => boolean
}

export const PROMISES: readonly Line[] = rest.map(([act, ...marks]) => ({
  act: act!,
  may(type, role, archived, silenced) {
    const letter = ROLES.find(([, one]) => one === role)![0]
    const ranks = marks[TYPES.indexOf(type)]!
    return ranks.includes(letter) && (!archived || marks[3] === 'yes') && (!silenced || marks[4] === 'yes')
  },
}))
