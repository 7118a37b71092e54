/**
 * What the page and the sandbox frame say to each other. The frame has an origin of its own that nobody shares, so every
 * message goes over a channel that the page hands it, and the page takes nothing it hears for granted.
 */

/** What the frame can be asked to do, once. */
export type SandboxRequest =
  | {
      kind: 'html'
      /** The text of the page, in UTF-8. */
      html: Blob
      /** Whether it is to be read as XML. */
      isXml: boolean
      /** Files that stand beside it and are addressed as `cid:` and this name, as in mail. */
      pictures: ReadonlyMap<string, Blob>
      /** Sends it to the printer at once. */
      print: boolean
    }
  | {
      kind: 'drawing'
      /** Written by `readSvg`. */
      svg: Blob
      /** Whether its size is to be measured by what it draws. */
      isOpen: boolean
      /** Whether it is to come back as pixels where drawing it takes long. */
      isLarge: boolean
      width: number
      height: number
    }

/** What it can be told while it shows a page. */
export type SandboxOrder =
  /** Marks what is found, or nothing where the text is empty. */
  { kind: 'find'; text: string } | { kind: 'step'; by: 1 | -1 }

/** What it says. */
export type SandboxReport =
  | { kind: 'shown'; title: string; remarks: string[] }
  | { kind: 'drawn'; drawing: DrawnOnce }
  | { kind: 'failed'; reason: string }
  /** Somebody chose a link. */
  | { kind: 'link'; address: string }
  | { kind: 'found'; current: number; total: number }
  | { kind: 'printed' }

/** How the drawing of an SVG went. */
export interface DrawnOnce {
  milliseconds: number
  /** What its shapes take up, where that was asked for. */
  box?: { x: number; y: number; width: number; height: number }
  /** The same as pixels, where drawing it again and again would hold a page up. */
  picture?: Blob
}

/** The first word of the frame. */
export const READY = 'sandbox-ready'
