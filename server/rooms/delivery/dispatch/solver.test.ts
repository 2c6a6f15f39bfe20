/** The assignment solver against another one, on matrices of every shape. */
import munkres from 'munkres'
import { describe, expect, it } from 'vitest'
import { seededRandom } from '../../../../shared/random.ts'
import { greedyMatch } from './greedy.ts'
import { AssignmentSolver } from './solver.ts'
import type { AssignTask } from './solver.ts'

/** Ten thousand where there is time for it: DISPATCH_MATRICES=10000. */
const MATRICES = Number(process.env['DISPATCH_MATRICES'] ?? 2_000)
/** More than all costs of a matrix together: whoever can be served is. */
const FORBIDDEN = 1e7

/** `undefined` is no edge. */
type Matrix = (number | undefined)[][]

const taskOf = (matrix: Matrix, columns: number, leave = FORBIDDEN): AssignTask => {
  const starts = [0]
  const ends: number[] = []
  const costs: number[] = []
  for (const row of matrix) {
    for (const [column, cost] of row.entries()) {
      if (cost === undefined) continue
      ends.push(column)
      costs.push(cost)
    }
    starts.push(ends.length)
  }
  return {
    rows: matrix.length,
    columns,
    starts: Int32Array.from(starts),
    ends: Int32Array.from(ends),
    costs: Float64Array.from(costs),
    leave,
  }
}

const totalOf = (task: AssignTask, match: Int32Array): number => {
  const taken = new Set<number>()
  let total = 0
  for (let row = 0; row < task.rows; row++) {
    const edge = match[row]!
    if (edge < 0) {
      total += task.leave
      continue
    }
    expect(edge).toBeGreaterThanOrEqual(task.starts[row]!)
    expect(edge).toBeLessThan(task.starts[row + 1]!)
    expect(taken.has(task.ends[edge]!)).toBe(false)
    taken.add(task.ends[edge]!)
    total += task.costs[edge]!
  }
  return total
}

/** The oracle knows squares and oblongs but no way out: each row gets a column of its own for that. */
const oracle = (matrix: Matrix, columns: number, leave: number): number => {
  const full = matrix.map((row, r) => [
    ...Array.from({ length: columns }, (_, c) => row[c] ?? 10 * FORBIDDEN),
    ...matrix.map((_, other) => (other === r ? leave : 10 * FORBIDDEN)),
  ])
  return munkres(full).reduce((sum, [row, column]) => sum + full[row]![column]!, 0)
}

const draw = (random: () => number): { matrix: Matrix; columns: number; leave: number } => {
  const below = (n: number) => Math.floor(random() * n)
  const rows = 1 + below(12)
  const columns = 1 + below(12)
  const range = [2, 5, 50, 5000][below(4)]!
  const density = [1, 0.7, 0.3, 0.1][below(4)]!
  const shift = below(2) * range
  return {
    matrix: Array.from({ length: rows }, () =>
      Array.from({ length: columns }, () => (random() < density ? below(range) - shift : undefined)),
    ),
    columns,
    leave: random() < 0.7 ? FORBIDDEN : below(range),
  }
}

describe('the assignment solver', () => {
  it(`costs what the oracle's answer costs, on ${MATRICES} matrices: oblong, infeasible, with ties`, () => {
    const random = seededRandom('matrices')
    const solver = new AssignmentSolver()
    for (let i = 0; i < MATRICES; i++) {
      const { matrix, columns, leave } = draw(random)
      const task = taskOf(matrix, columns, leave)
      expect(solver.solve(task)).toBe(true)
      const best = totalOf(task, solver.match)
      expect(best, `matrix ${i}`).toBe(oracle(matrix, columns, leave))
      expect(totalOf(task, greedyMatch(task))).toBeGreaterThanOrEqual(best)
    }
  })

  it('costs what the oracle says where there are hundreds, and fractions', () => {
    const random = seededRandom('large')
    const solver = new AssignmentSolver()
    for (const [rows, columns] of [
      [120, 200],
      [200, 120],
      [150, 150],
    ] as const) {
      const matrix = Array.from({ length: rows }, () =>
        Array.from({ length: columns }, () => (random() < 0.2 ? random() * 1000 : undefined)),
      )
      const task = taskOf(matrix, columns)
      solver.solve(task)
      expect(totalOf(task, solver.match)).toBeCloseTo(oracle(matrix, columns, FORBIDDEN), 4)
    }
  })

  it('gives everybody as much as can be before it looks at the cost', () => {
    const task = taskOf(
      [
        [0, 1000],
        [0, undefined],
      ],
      2,
    )
    const solver = new AssignmentSolver()
    solver.solve(task)
    expect([...solver.match]).toEqual([1, 2])
    expect([...greedyMatch(task)]).toEqual([0, -1])
  })

  it('leaves a row whose every edge is dearer than leaving it', () => {
    const solver = new AssignmentSolver()
    solver.solve(taskOf([[20, 30], [5]], 2, 10))
    expect([...solver.match.subarray(0, 2)]).toEqual([-1, 2])
  })

  it('takes the lower column of equal ones, and does so again', () => {
    const task = taskOf(
      Array.from({ length: 5 }, () => Array.from({ length: 7 }, () => 3)),
      7,
    )
    const solver = new AssignmentSolver()
    solver.solve(task)
    const first = [...solver.match].map((edge) => task.ends[edge])
    solver.solve(task)
    expect([...solver.match].map((edge) => task.ends[edge])).toEqual(first)
    expect(new Set(first)).toEqual(new Set([0, 1, 2, 3, 4]))
  })

  it('gives up when it is told to, and says so', () => {
    const task = taskOf(
      Array.from({ length: 30 }, () => Array.from({ length: 30 }, (_, c) => c)),
      30,
    )
    const solver = new AssignmentSolver()
    expect(solver.solve(task, (steps) => steps > 2000)).toBe(false)
    expect(solver.solve(task)).toBe(true)
  })

  it('has nothing to say of nothing', () => {
    const solver = new AssignmentSolver()
    expect(solver.solve(taskOf([], 0))).toBe(true)
    expect(solver.solve(taskOf([[], []], 0))).toBe(true)
    expect([...solver.match.subarray(0, 2)]).toEqual([-1, -1])
  })
})
