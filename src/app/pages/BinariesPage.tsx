import { Page } from '../Page.tsx'

export default function BinariesPage() {
  return <Page title="Binaries">{null}</Page>
}
