/** Neither package brings types. What is used of the compiled modules is said beside the decoders. */
declare module '@cornerstonejs/codec-openjpeg/decodewasmjs' {
  import type { OpenJpeg } from '#formats/jpeg2000/decode-jpeg2000.ts'

  const create: (options: { locateFile: () => string }) => Promise<OpenJpeg>
  export default create
}

declare module '@cornerstonejs/codec-charls/decodewasmjs' {
  import type { CharLs } from '#formats/jpeg-ls/decode-jpeg-ls.ts'

  const create: (options: { locateFile: () => string }) => Promise<CharLs>
  export default create
}
