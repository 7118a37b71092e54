/** The package brings no types. What is used of the compiled module is said beside the decoder. */
declare module '@cornerstonejs/codec-charls/decodewasmjs' {
  import type { CharLs } from '../../jpeg-ls/decode-jpeg-ls.ts'

  const create: (options: { locateFile: () => string }) => Promise<CharLs>
  export default create
}
