/** A canvas off the page, for what is drawn once and copied often. */

export interface Surface {
  readonly canvas: HTMLCanvasElement
  readonly context: CanvasRenderingContext2D
  /** CSS pixels. */
  readonly width: number
  readonly height: number
}

/** Sized in CSS pixels; its context draws in CSS pixels too. */
export const makeSurface = (width: number, height: number, pixelRatio: number): Surface => {
  const canvas = document.createElement('canvas')
  canvas.width = Math.max(1, Math.ceil(width * pixelRatio - 0.01))
  canvas.height = Math.max(1, Math.ceil(height * pixelRatio - 0.01))
  const context = context2d(canvas)
  context.scale(pixelRatio, pixelRatio)
  return { canvas, context, width, height }
}

export const context2d = (
  canvas: HTMLCanvasElement,
  options?: CanvasRenderingContext2DSettings,
): CanvasRenderingContext2D => {
  const context = canvas.getContext('2d', options)
  if (context === null) throw new Error('this browser draws no canvas')
  return context
}

/** Copies a surface so that its middle lies on (x, y). */
export const stamp = (context: CanvasRenderingContext2D, surface: Surface, x: number, y: number, scale = 1): void => {
  const w = surface.width * scale
  const h = surface.height * scale
  context.drawImage(surface.canvas, x - w / 2, y - h / 2, w, h)
}
