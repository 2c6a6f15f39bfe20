/** What a document may begin with. */

export interface Template {
  readonly name: string
  readonly title: string
  readonly about: string
  /** Markdown. */
  readonly source: string
}

const WELCOME = `# Welcome

This is a document that several people can write at the same time. Whatever you type is **saved as you type**, and everybody who is here sees it at once.

## Try this

- [ ] Write something below, and open this page in a second window
- [ ] Type \`/\` at the beginning of a line for headings, lists, tables and code
- [ ] Select a few words, and leave a comment on them
- [ ] Share it: with people by name, or with a link
- [ ] Look into the history: every version is there, with who wrote what

> Without a network you can go on writing. What you wrote joins what others wrote when you are back.

## Your turn

Start here.
`

const MEETING = `# Meeting

**When:** · **Where:** · **Who:**

## To talk about

1. What has happened since last time
2. What is in the way
3. What comes next

## Notes

Write together: everybody sees what the others note.

## Decided

- 

## To do

- [ ] Who does what, until when
- [ ] Date of the next meeting
`

const PLAN = `# Plan

What we want to have reached, in one sentence.

## Why

Who needs it, and what is different for them afterwards.

## Steps

| Step | Who | Until | State |
| --- | --- | --- | --- |
| Find out what is needed |  |  | open |
| Make a first version |  |  | open |
| Show it to somebody |  |  | open |

## What may go wrong

- What we do not know yet
- What depends on others

## Open questions

- [ ] What does not belong to it
- [ ] How we will know that it is done
`

export const TEMPLATES: readonly Template[] = [
  { name: 'blank', title: '', about: 'An empty page', source: '' },
  { name: 'welcome', title: 'Welcome', about: 'A first look at what documents can do', source: WELCOME },
  { name: 'meeting', title: 'Meeting', about: 'Points, notes, decisions and who does what', source: MEETING },
  { name: 'plan', title: 'Plan', about: 'A goal, the steps to it, and what may go wrong', source: PLAN },
]
