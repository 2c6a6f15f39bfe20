/** The tables of orders, as tables: sound, closed, and what the tables before them promise. */
import { describe, expect, it } from 'vitest'
import {
  ACTORS,
  ASSIGNMENTS,
  ASSIGNMENT_COMMANDS,
  ASSIGNMENT_STATES,
  ORDER_COMMANDS,
  ORDER_STATES,
  TRANSITIONS,
  assignmentStepOf,
  isOver,
  mayCommand,
  transitionOf,
} from './orders.ts'

describe('the transitions of orders', () => {
  it('are these: whatever else is asked is refused', () => {
    const lines = TRANSITIONS.map(({ from, to, by }) => `${from} → ${to}: ${Object.keys(by).join(', ')}`)
    expect(lines).toEqual([
      'none → pending: customer',
      'pending → confirmed: restaurant, system',
      'pending → cancelled: customer, restaurant, support, system',
      'confirmed → preparing: restaurant',
      'confirmed → cancelled: customer, restaurant, support, system',
      'preparing → ready: restaurant',
      'preparing → cancelled: customer, restaurant, support, system',
      'ready → picked_up: courier',
      'ready → cancelled: restaurant, support, system',
      'picked_up → in_transit: courier, system',
      'picked_up → cancelled: support',
      'in_transit → delivered: courier',
      'in_transit → cancelled: support',
    ])
    let ways = 0
    for (const from of ['none', ...ORDER_STATES] as const)
      for (const command of ORDER_COMMANDS) for (const actor of ACTORS) if (mayCommand(from, command, actor)) ways++
    expect(ways).toBe(26)
  })

  it('lead from every state that is not over to one that is, and from those nowhere', () => {
    for (const state of ORDER_STATES) {
      const ways = TRANSITIONS.filter(({ from }) => from === state)
      expect(ways.length > 0, state).toBe(!isOver(state))
    }
    const ends = new Set<string>(['delivered', 'cancelled'])
    for (let grown = true; grown;) {
      const before = ends.size
      for (const { from, to } of TRANSITIONS) if (ends.has(to)) ends.add(from)
      grown = ends.size > before
    }
    expect(ORDER_STATES.filter((state) => !ends.has(state))).toEqual([])
  })

  it('say one thing for a state and a command', () => {
    expect(new Set(TRANSITIONS.map(({ from, command }) => `${from} ${command}`)).size).toBe(TRANSITIONS.length)
    expect(new Set(ASSIGNMENTS.map(({ from, command }) => `${from} ${command}`)).size).toBe(ASSIGNMENTS.length)
    expect(transitionOf('ready', 'pickUp')?.by.courier).toEqual(['assigned_courier', 'visited_pickup'])
  })

  it('take an order from nobody once it is carried', () => {
    for (const from of ASSIGNMENT_STATES)
      for (const command of ASSIGNMENT_COMMANDS)
        if (from === 'carrying' || from === 'done') expect(assignmentStepOf(from, command)).toBeUndefined()
  })
})
