/** What nobody writes by accident: it must neither run, nor stall, nor grow. */
import { describe, expect, test } from 'vitest'
import type { DocFormat } from '../../../../shared/doc/types.ts'
import { DOC } from '../../../../shared/doc/rules.ts'
import { heldBySchema } from '../../../../test/support/doc-trees.ts'
import { linkAddress } from './address.ts'
import { parseText, writeText } from './formats.ts'
import type { TreeNode } from './tree.ts'

const flat = (nodes: readonly TreeNode[]): TreeNode[] => nodes.flatMap((node) => [node, ...flat(node.content ?? [])])
const fill = (part: string): string => part.repeat(Math.floor(DOC.importMax / part.length))

describe('addresses', () => {
  test.each([
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    ' java\nscript:alert(1)',
    'java\tscript:alert(1)',
    '\u0001javascript:alert(1)',
    'java\u200bscript:alert(1)',
    'data:text/html,<script>alert(1)</script>',
    'vbscript:x',
    'file:///etc/passwd',
    'blob:https://a/b',
    '',
  ])('%j leads nowhere', (address) => {
    expect(linkAddress(address)).toBeNull()
    for (const source of [`[x](<${address.trim()}>)`, `<a href="${address}">x</a>`]) {
      const tree = [...parseText('markdown', source), ...parseText('html', source)]
      for (const { attrs } of flat(tree).flatMap(({ marks = [] }) => marks)) {
        expect(linkAddress(attrs?.['href'])).toBe(attrs?.['href'])
      }
    }
  })

  test.each(['https://a.example/?b=c&d#e', 'mailto:a@b.example', 'tel:+1', '/a/b', 'a/b:c', '#x', '?q=a:b'])(
    '%j is an address',
    (address) => expect(linkAddress(address)).toBe(address),
  )
})

describe('HTML', () => {
  test('of a hostile page comes in as its text, and goes out escaped', () => {
    const source = `<h1 onclick="x()">A<script>alert(1)</script></h1><style>b{}</style><svg onload=x()><p>in</p></svg>
      <img src=x onerror=alert(1)><img src="javascript:x"><a href="javascript:x">link</a>
      <iframe src="https://a"></iframe><p style="x">&lt;b&gt; &amp; "q"</p><math><mi>x</mi></math><custom-tag>y</custom-tag>`
    const out = writeText('html', parseText('html', source))
    expect(out).toBe('<h1>A</h1><img src="x"><p>link</p><p>&lt;b&gt; &amp; &quot;q&quot;</p><p>y</p>')
  })

  test('goes out escaped whatever a document holds', () => {
    const evil = '"><script>alert(1)</script>'
    const out = writeText('html', [
      { type: evil, attrs: { onclick: evil }, content: [{ type: 'text', text: evil }] },
      { type: 'heading', attrs: { level: evil }, content: [{ type: 'text', text: 'h' }] },
      { type: 'codeBlock', attrs: { language: evil }, content: [{ type: 'text', text: '\nx' }] },
      { type: 'image', attrs: { src: `https://a/${evil}`, alt: evil, width: evil } },
      {
        type: 'paragraph',
        content: [
          { type: 'text', text: 'x', marks: [{ type: evil }, { type: 'link', attrs: { href: `javascript:${evil}` } }] },
        ],
      },
      {
        type: 'paragraph',
        content: [{ type: 'text', text: 'y', marks: [{ type: 'link', attrs: { href: `/${evil}`, class: evil } }] }],
      },
    ])
    expect(out).not.toMatch(/<script|onclick|javascript/)
    expect(out.match(/<[^>]*>/g)?.every((tag) => (tag.match(/"/g)?.length ?? 0) % 2 === 0)).toBe(true)
  })

  test('boxes at the beginning of items make them tasks', () => {
    const tree = parseText(
      'html',
      '<ul><li><label><input type="checkbox" checked><span></span></label><div><p>done</p></div></li><li><input type="checkbox">open</li></ul>',
    )
    expect(writeText('markdown', tree)).toBe('- [x] done\n- [ ] open\n')
  })
})

describe('imports as large as may be', () => {
  const shapes: Readonly<Record<DocFormat, readonly string[]>> = {
    markdown: [
      '>',
      '- ',
      '> - ',
      '[',
      '![[',
      '*a ',
      '**a_',
      'a*',
      '`',
      '~~a',
      '<',
      '<a ',
      '|a',
      '#',
      '\\',
      '\n',
      '[a](',
      '[a]: b\n',
      'http://',
      '<!--',
      '&#',
      '* ',
      '```\n',
      '1. ',
      '\t',
      '[a](<',
      '<p>',
      '<b>a',
      '<ul><li>',
      '<table><tr><td>',
    ],
    html: [
      '<',
      '<p>',
      '<b>',
      '<b>a',
      '<ul><li>',
      '<table><tr><td>',
      '<blockquote>a',
      '<a href="x">a',
      '&',
      '&#x;',
      '<!--',
      '</p>',
      '<td colspan=100>',
      '<li>',
      '<br>',
      '<pre><code>',
      '<p a=b ',
      '<script>',
    ],
    text: ['\n', 'a\n', ' '],
    json: ['['],
  }
  for (const [format, parts] of Object.entries(shapes) as [DocFormat, readonly string[]][]) {
    test.each(parts)(
      `of ${format}: %j again and again is soon done, or refused`,
      (part) => {
        let tree: TreeNode[] = []
        try {
          tree = parseText(format, fill(part))
        } catch (error) {
          expect(error).toMatchObject({ code: expect.stringMatching(/^(bad_body|body_too_large)$/) })
        }
        if (tree.length > 0) {
          heldBySchema(tree)
          for (const out of ['markdown', 'html', 'text', 'json'] as const) writeText(out, tree)
        }
      },
      5_000,
    )
  }

  test('of JSON: a nest as deep as fits is cut, not followed', () => {
    let source = '{"type":"text","text":"x"}'
    while (source.length < DOC.importMax - 60) source = `{"type":"blockquote","content":[${source}]}`
    heldBySchema(parseText('json', source))
  })
})
