/** Logs, health, and what a scrape shows of the meters. */
import { describe, expect, it } from 'vitest'
import { createHealth } from './health.ts'
import { Histogram } from './histogram.ts'
import { createLog } from './log.ts'
import { createMeters } from './meters.ts'
import { createMetrics } from './metrics.ts'

describe('metrics', () => {
  const read = async () => {
    const meters = createMeters()
    const metrics = createMetrics({
      meters,
      rooms: () => [
        { kind: 'game', room: 'a', members: 3, maxMembers: 9, summary: null },
        { kind: 'game', room: 'b', members: 4, maxMembers: 9, summary: null },
      ],
      outbound: async () => ({ waiting: 3, dead: 1 }),
    })
    return { meters, metrics }
  }

  it('show what was counted, as it is at the time of the scrape', async () => {
    const { meters, metrics } = await read()
    const { edge, engine, outbound } = meters
    edge.connections = 5
    edge.framesIn[6]! += 7
    edge.framesOut.newest += 9
    edge.closes.set('slow', 2)
    edge.refusals.set('rate_limited', 3)
    engine.refused('overloaded')
    engine.ticked(0.2, 3)
    engine.ticked(40, 3_000)
    engine.skipped(4)
    engine.reloaded('game')
    engine.resumed('recovered')
    outbound.sent('webhook')
    outbound.sent('webhook')
    outbound.died('push')
    const text = await metrics.scrape()
    for (const line of [
      'tutti_connections 5',
      'tutti_frames_received_total{type="input"} 7',
      'tutti_messages_sent_total{class="newest"} 9',
      'tutti_disconnects_total{code="slow"} 2',
      'tutti_refusals_total{code="rate_limited",by="edge"} 3',
      'tutti_refusals_total{code="overloaded",by="engine"} 1',
      'tutti_dropped_messages_total 0',
      'tutti_ticks_skipped_total 4',
      'tutti_room_reloads_total{kind="game"} 1',
      'tutti_resumes_total{result="recovered"} 1',
      'tutti_rooms{kind="game"} 2',
      'tutti_members{kind="game"} 7',
      'tutti_outbound_total{channel="webhook",result="sent"} 2',
      'tutti_outbound_total{channel="push",result="died"} 1',
      'tutti_outbound_messages{state="waiting"} 3',
      'tutti_outbound_messages{state="dead"} 1',
      'tutti_tick_lateness_seconds_bucket{le="0.00025"} 1',
      'tutti_tick_lateness_seconds_bucket{le="0.05"} 2',
      'tutti_tick_duration_seconds_bucket{le="1"} 1',
      'tutti_tick_duration_seconds_bucket{le="+Inf"} 2',
      'tutti_tick_duration_seconds_count 2',
    ]) {
      expect(text).toContain(`${line}\n`)
    }
    edge.connections = 6
    const later = await metrics.scrape()
    expect(later).toContain('tutti_connections 6\n')
    expect(later).toContain('tutti_frames_received_total{type="input"} 7\n')
  })

  it('are text that Prometheus can read: a TYPE once for each name, and a number on each line', async () => {
    const { metrics } = await read()
    const lines = (await metrics.scrape()).split('\n').filter((line) => line !== '')
    const typed = lines.filter((line) => line.startsWith('# TYPE ')).map((line) => line.split(' ')[2])
    expect(new Set(typed).size).toBe(typed.length)
    expect(typed.filter((name) => !name!.startsWith('tutti_'))).toEqual([])
    for (const line of lines.filter((one) => !one.startsWith('#'))) {
      expect(line).toMatch(/^[a-z_]\w*(\{[^}]*\})? (nan|[+-]?(\d|Inf)\S*)$/i)
    }
  })

  it('name no room and no user', async () => {
    const { metrics } = await read()
    expect(await metrics.scrape()).not.toMatch(/room="|user="/)
  })
})

describe('histogram', () => {
  it('counts a value in the first bucket that holds it', () => {
    const histogram = new Histogram([1, 2, 4])
    for (const value of [0, 1, 1.5, 4, 9]) histogram.observe(value)
    expect([...histogram.counts]).toEqual([2, 1, 1])
    expect([histogram.count, histogram.sum]).toEqual([5, 15.5])
  })
})

describe('health', () => {
  it('names what fails, and takes a check that throws for failed', () => {
    const health = createHealth()
    let up = false
    health.add('database', () => up)
    health.add('bus', () => {
      throw new Error('gone')
    })
    expect(health.failing()).toEqual(['database', 'bus'])
    up = true
    expect(health.failing()).toEqual(['bus'])
  })
})

describe('log', () => {
  it('writes a line of JSON with the fields and the stack of the cause', () => {
    const lines: string[] = []
    const log = createLog('info', { write: (line) => void lines.push(line) })
    log.debug('unheard')
    log.info('hello', { port: 1 })
    log.error('broken', { cause: new RangeError('why') })
    const [hello, broken] = lines.map((line) => JSON.parse(line) as Record<string, unknown>)
    expect(lines).toHaveLength(2)
    expect(hello).toMatchObject({ level: 30, msg: 'hello', port: 1 })
    expect(broken).toMatchObject({ level: 50, msg: 'broken', cause: { type: 'RangeError', message: 'why' } })
  })
})
