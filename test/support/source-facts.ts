/** What one TypeScript file imports, exports and reaches for, read from its syntax tree. */
import { parseSync } from 'vite'

export interface Import {
  readonly from: string
  /** True when nothing of it is left at run time (`import { type A }` still loads the module). */
  readonly typeOnly: boolean
  readonly line: number
}

export interface Fact {
  readonly name: string
  readonly line: number
}

export interface SourceFacts {
  readonly imports: readonly Import[]
  /** `default` and `*`, where the file exports them. */
  readonly exports: readonly Fact[]
  /** Identifiers and `object.member` pairs that stand where a value is read, but for names that the file itself declares. */
  readonly uses: readonly Fact[]
  readonly errors: readonly string[]
}

interface Node {
  readonly type: string
  readonly start: number
  readonly [field: string]: unknown
}

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string'

// Of the TypeScript-only nodes these hold run-time expressions; in all others names are types.
const holdsExpressions =
  /^TS(AsExpression|NonNullExpression|SatisfiesExpression|TypeAssertion|InstantiationExpression)$/

const textOf = (value: unknown): string | undefined => {
  if (!isNode(value)) return undefined
  if (value.type === 'Literal' && typeof value.value === 'string') return value.value
  const quasis = value.type === 'TemplateLiteral' ? value.quasis : undefined
  if (!Array.isArray(quasis) || quasis.length !== 1 || !isNode(quasis[0])) return undefined
  const cooked: unknown = quasis[0].value
  return typeof cooked === 'object' && cooked !== null && 'cooked' in cooked ? String(cooked.cooked) : undefined
}

const nameOf = (value: unknown): string | undefined =>
  isNode(value) && value.type === 'Identifier' ? String(value.name) : undefined

const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : [])

/** The names that a binding pattern declares. */
function* bound(pattern: unknown): Generator<string> {
  if (!isNode(pattern)) return
  const { type } = pattern
  if (type === 'Identifier') yield String(pattern.name)
  else if (type === 'ObjectPattern') for (const property of list(pattern.properties)) yield* bound(property)
  else if (type === 'ArrayPattern') for (const element of list(pattern.elements)) yield* bound(element)
  else if (type === 'Property') yield* bound(pattern.value)
  else if (type === 'AssignmentPattern') yield* bound(pattern.left)
  else if (type === 'RestElement') yield* bound(pattern.argument)
}

export const readSource = (path: string, source: string): SourceFacts => {
  const { program, errors } = parseSync(path, source)
  const imports: Import[] = []
  const exports: Fact[] = []
  const uses: Fact[] = []
  const declared = new Set<string>()
  const declare = (pattern: unknown): void => {
    for (const name of bound(pattern)) declared.add(name)
  }
  const lineOf = (node: Node): number => source.slice(0, node.start).split('\n').length

  const imported = (node: Node, source: unknown, typeOnly: boolean): void => {
    const from = textOf(source)
    if (from !== undefined) imports.push({ from, typeOnly, line: lineOf(node) })
  }
  const used = (node: Node, name: string): void => void uses.push({ name, line: lineOf(node) })

  const visit = (node: Node, inType: boolean): void => {
    let skipped: unknown // a child that is a name, not a value
    switch (node.type) {
      case 'ImportDeclaration':
        imported(node, node.source, node.importKind === 'type')
        for (const specifier of list(node.specifiers)) {
          if (isNode(specifier)) declare(specifier.local)
          const name = isNode(specifier) ? nameOf(specifier.imported) : undefined
          if (name !== undefined) used(node, `${textOf(node.source)}#${name}`)
        }
        return
      case 'ExportAllDeclaration':
        imported(node, node.source, node.exportKind === 'type')
        exports.push({ name: '*', line: lineOf(node) })
        return
      case 'ExportNamedDeclaration':
        imported(node, node.source, node.exportKind === 'type')
        for (const specifier of list(node.specifiers))
          if (isNode(specifier) && nameOf(specifier.exported) === 'default')
            exports.push({ name: 'default', line: lineOf(node) })
        break
      case 'ExportDefaultDeclaration':
        exports.push({ name: 'default', line: lineOf(node) })
        break
      case 'ImportExpression':
        imported(node, node.source, false)
        break
      case 'TSImportType':
        imported(node, node.source, true)
        break
      case 'TSExternalModuleReference':
        imported(node, node.expression, false)
        break
      case 'CallExpression':
        if (nameOf(node.callee) === 'require') imported(node, list(node.arguments)[0], false)
        break
      case 'NewExpression':
        // new URL('./worker.ts', import.meta.url) loads a module too.
        if (nameOf(node.callee) === 'URL' && (textOf(list(node.arguments)[0]) ?? '').endsWith('.ts'))
          imported(node, list(node.arguments)[0], false)
        break
      case 'MemberExpression': {
        const object = nameOf(node.object)
        const member = node.computed === true ? textOf(node.property) : nameOf(node.property)
        if (object !== undefined && member !== undefined) used(node, `${object}.${member}`)
        if (node.computed !== true) skipped = node.property
        break
      }
      case 'VariableDeclarator': {
        const object = nameOf(node.init)
        declare(node.id)
        for (const property of isNode(node.id) ? list(node.id.properties) : []) {
          const member = isNode(property) ? nameOf(property.key) : undefined
          if (object !== undefined && member !== undefined) used(node, `${object}.${member}`)
        }
        break
      }
      case 'FunctionDeclaration':
      case 'FunctionExpression':
      case 'ArrowFunctionExpression':
        declare(node.id)
        for (const parameter of list(node.params)) declare(parameter)
        break
      case 'CatchClause':
        declare(node.param)
        break
      case 'Property':
      case 'PropertyDefinition':
      case 'MethodDefinition':
        if (node.computed !== true) skipped = node.key
        break
      case 'Identifier':
        if (!inType) used(node, String(node.name))
        break
    }
    const typesBelow = inType || (node.type.startsWith('TS') && !holdsExpressions.test(node.type))
    for (const child of Object.values(node)) {
      if (child === skipped) continue
      if (isNode(child)) visit(child, typesBelow)
      else if (Array.isArray(child)) for (const item of child) if (isNode(item)) visit(item, typesBelow)
    }
  }
  if (isNode(program)) visit(program, false)
  const free = uses.filter(({ name }) => !declared.has(name.split('.')[0]!))
  return { imports, exports, uses: free, errors: errors.map((error) => error.message) }
}
