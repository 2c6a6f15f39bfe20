/** The one canvas of a map on which everything that moves is drawn. */
import { DomUtil, Layer, point } from 'leaflet'
import type { Map as LeafletMap, ZoomAnimEvent } from 'leaflet'
import type { DotView } from './painter.ts'

/** More is not seen, and costs four times the time. */
const MOST_RATIO = 2

/** Called for each frame while the map is seen. */
export type DrawFrame = (canvas: HTMLCanvasElement, view: DotView, nowMs: number) => void

export class MovingLayer extends Layer {
  readonly canvas = DomUtil.create('canvas', 'moving leaflet-zoom-animated') as HTMLCanvasElement
  /** Frames a second, over the last one. */
  framesPerSecond = 0
  readonly #draw: DrawFrame
  #map: LeafletMap | undefined
  #frame = 0
  #zooming = false
  #frames = 0
  #sinceMs = 0
  /** Pixels of the canvas for each of the style's; lower it where there is too much to draw. */
  ratio = Math.min(MOST_RATIO, devicePixelRatio)

  constructor(draw: DrawFrame) {
    super()
    this.#draw = draw
  }

  override onAdd(map: LeafletMap): this {
    this.#map = map
    map.getPane('overlayPane')?.append(this.canvas)
    map.on('zoomanim', this.#animate).on('zoomend', this.#rest)
    this.#frame = requestAnimationFrame(this.#step)
    return this
  }

  override onRemove(map: LeafletMap): this {
    cancelAnimationFrame(this.#frame)
    map.off('zoomanim', this.#animate).off('zoomend', this.#rest)
    this.canvas.remove()
    this.#map = undefined
    return this
  }

  readonly #step = (nowMs: number): void => {
    this.#frame = requestAnimationFrame(this.#step)
    const map = this.#map
    if (map === undefined) return
    const { x: width, y: height } = map.getSize()
    // Another side of the page is in front.
    if (width === 0 || height === 0) return
    this.#count(nowMs)
    if (!this.#zooming) this.#place(map, width, height)
    const corner = map.getPixelBounds().min ?? point(0, 0)
    const scale = 2 ** map.getZoom()
    this.#draw(this.canvas, { west: corner.x, north: corner.y, scale, ratio: this.ratio }, nowMs)
  }

  #place(map: LeafletMap, width: number, height: number): void {
    const { canvas, ratio } = this
    const wide = Math.round(width * ratio)
    const high = Math.round(height * ratio)
    if (canvas.width !== wide || canvas.height !== high) {
      canvas.width = wide
      canvas.height = high
      canvas.style.width = `${width}px`
      canvas.style.height = `${height}px`
    }
    DomUtil.setPosition(canvas, map.containerPointToLayerPoint([0, 0]))
  }

  #count(nowMs: number): void {
    this.#frames++
    if (nowMs - this.#sinceMs < 1_000) return
    this.framesPerSecond = (this.#frames * 1_000) / (nowMs - this.#sinceMs)
    this.#frames = 0
    this.#sinceMs = nowMs
  }

  /** Goes along with the map's own zoom: what was drawn is stretched, and drawn anew when it rests. */
  readonly #animate = ({ center, zoom }: ZoomAnimEvent): void => {
    const map = this.#map
    if (map === undefined) return
    this.#zooming = true
    const scale = map.getZoomScale(zoom, map.getZoom())
    const corner = map.containerPointToLatLng([0, 0])
    // Where the upper left corner will lie, in the layer's pixels of then.
    const half = map.getSize().divideBy(2)
    const pane = map.containerPointToLayerPoint([0, 0]).multiplyBy(-1)
    const origin = map.project(center, zoom).subtract(half).add(pane).round()
    DomUtil.setTransform(this.canvas, map.project(corner, zoom).subtract(origin), scale)
  }

  readonly #rest = (): void => {
    this.#zooming = false
  }
}
