import type { Window } from '#formats/dicom/pixels/grayscale.ts'
import type {
  Display,
  DrawnFrame,
  GreyChoice,
  PictureModel,
} from '#formats/dicom/pixels/picture-model.ts'
import type { Probe } from '#formats/dicom/pixels/picture-reader.ts'
import { createStore } from '#ui/store.ts'

/** What the picture's worker is asked. */
export interface PictureSource {
  draw: (wanted: { index: number; display: Display }) => Promise<DrawnFrame>
  probe: (at: { index: number; x: number; y: number }) => Promise<Probe | undefined>
}

export interface PictureState {
  /** The frame that is wanted, from 0; the one that is drawn follows. */
  index: number
  display: Display
  drawn: DrawnFrame | undefined
  /** Why the wanted frame is not drawn. */
  fault: string | undefined
  playing: boolean
  /** A pixel of the frame and what is in it. */
  pixel: { x: number; y: number; probe: Probe | undefined } | undefined
}

/**
 * One picture and what is wanted of it. Wishes come faster than frames are drawn: one is under way at a time, and after it
 * only the last wish counts.
 */
export class PictureStore {
  readonly store
  readonly model: PictureModel
  readonly #source: PictureSource
  #busy = false
  #probing = false
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(model: PictureModel, source: PictureSource) {
    this.model = model
    this.#source = source
    this.store = createStore<PictureState>({
      index: 0,
      display: { greys: undefined, inverted: false, overlays: true },
      drawn: undefined,
      fault: undefined,
      playing: false,
      pixel: undefined,
    })
  }

  /** Begins to draw. @returns ends it */
  start(): () => void {
    void this.#draw()
    return () => this.pause()
  }

  go(index: number): void {
    const last = this.model.frames - 1
    this.#want({ index: Math.max(0, Math.min(last, index)) })
  }

  step(by: number): void {
    this.pause()
    this.go(this.store.get().index + by)
  }

  setGreys(greys: GreyChoice | undefined): void {
    this.#display({ greys })
  }

  setWindow(window: Window): void {
    this.setGreys({ type: 'window', window })
  }

  invert(): void {
    this.#display({ inverted: !this.store.get().display.inverted })
  }

  toggleOverlays(): void {
    this.#display({ overlays: !this.store.get().display.overlays })
  }

  play(): void {
    if (this.model.frames < 2) return
    this.#set({ playing: true })
    this.#tick()
  }

  pause(): void {
    clearTimeout(this.#timer)
    this.#set({ playing: false })
  }

  /** What is in a pixel; `undefined` for none. */
  point(at: { x: number; y: number } | undefined): void {
    const { pixel } = this.store.get()
    if (at === undefined) this.#set({ pixel: undefined })
    else if (at.x !== pixel?.x || at.y !== pixel.y) {
      this.#set({ pixel: { ...at, probe: undefined } })
      void this.#probe()
    }
  }

  #tick(): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => {
      const { playing, index, drawn } = this.store.get()
      if (!playing) return
      // A frame that takes longer than its time is waited for, not skipped.
      if (drawn?.index === index || this.store.get().fault !== undefined) {
        this.go((index + 1) % this.model.frames)
      }
      this.#tick()
    }, this.model.frameTime)
  }

  #display(changes: Partial<Display>): void {
    this.#want({ display: { ...this.store.get().display, ...changes } })
  }

  #want(changes: Partial<PictureState>): void {
    this.#set(changes)
    void this.#draw()
  }

  async #draw(): Promise<void> {
    if (this.#busy) return
    this.#busy = true
    try {
      for (;;) {
        const { index, display } = this.store.get()
        await this.#source.draw({ index, display }).then(
          (drawn) => this.#set({ drawn, fault: undefined }),
          // What is shown must be the frame that its number says.
          (error: Error) => this.#set({ drawn: undefined, fault: error.message }),
        )
        const now = this.store.get()
        if (now.index === index && now.display === display) break
      }
    } finally {
      this.#busy = false
    }
    void this.#probe()
  }

  async #probe(): Promise<void> {
    const { pixel, index } = this.store.get()
    if (pixel === undefined || this.#probing) return
    this.#probing = true
    const { x, y } = pixel
    const probe = await this.#source.probe({ index, x, y }).catch(() => undefined)
    this.#probing = false
    const now = this.store.get()
    if (now.pixel?.x === x && now.pixel.y === y) {
      if (now.index === index) this.#set({ pixel: { x, y, probe } })
    } else void this.#probe()
  }

  #set(changes: Partial<PictureState>): void {
    this.store.set({ ...this.store.get(), ...changes })
  }
}
