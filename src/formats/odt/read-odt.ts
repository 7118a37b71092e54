import { type FlowDocument, FlowProblem } from '../flow/flow-document.ts'
export async function readOdt(_bytes: Uint8Array<ArrayBuffer>): Promise<FlowDocument> {
  throw new FlowProblem('later')
}
