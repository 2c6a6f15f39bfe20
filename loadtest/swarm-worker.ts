/** A client process: runs one driver, tells the frame how it goes, and ends with the frame. */
import type { Driver, DriverModule } from './driver.ts'
import type { Order, Report } from './swarm-messages.ts'

const PROGRESS_MS = 1_000

const tell = (report: Report): void => {
  process.send?.(report)
}

/** CPU of this process in percent of a core since the last reading. */
class CpuMeter {
  #usage = process.cpuUsage()
  #atMs = performance.now()

  read(): number {
    const used = process.cpuUsage(this.#usage)
    const nowMs = performance.now()
    const percent = (used.user + used.system) / 10 / (nowMs - this.#atMs)
    this.#usage = process.cpuUsage()
    this.#atMs = nowMs
    return percent
  }
}

let driver: Driver | undefined
let windowCpu = new CpuMeter()
const progressCpu = new CpuMeter()

const obey = async (order: Order): Promise<void> => {
  if (order.do === 'join') {
    // A driver is named by the kind that asks for it, so its module is known only now.
    const module = (await import(order.driver)) as DriverModule
    driver = await module.createDriver(order.plan, order.share)
    tell({ is: 'joined', clients: await driver.join() })
    setInterval(() => {
      tell({ is: 'progress', counts: driver?.progress() ?? {}, cpuPercent: progressCpu.read() })
    }, PROGRESS_MS)
  } else if (order.do === 'open') {
    windowCpu = new CpuMeter()
    driver?.open()
  } else if (driver !== undefined) {
    const cpuPercent = windowCpu.read()
    await driver.close()
    const histograms = Object.fromEntries(
      Object.entries(driver.histograms()).map(([name, histogram]) => [name, histogram.encode()]),
    )
    tell({ is: 'harvest', histograms, counts: driver.counts(), cpuPercent, faults: driver.faults() })
  }
}

const reasonOf = (thrown: unknown): string => {
  if (!(thrown instanceof Error)) return String(thrown)
  // fetch says only that it failed.
  return thrown.cause === undefined ? thrown.message : `${thrown.message}: ${reasonOf(thrown.cause)}`
}

const fail = (thrown: unknown): void => tell({ is: 'failed', reason: reasonOf(thrown) })

process.on('message', (order: Order) => void obey(order).catch(fail))
process.on('uncaughtException', fail)
process.on('unhandledRejection', fail)
// Without the frame there is nobody to work for.
process.on('disconnect', () => process.exit(0))
// Ctrl-C reaches the whole group: the frame decides what ends when.
process.on('SIGINT', () => {})
