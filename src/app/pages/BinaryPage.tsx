import { Page } from '../Page.tsx'

export default function BinaryPage() {
  return <Page title="Binary">{null}</Page>
}
