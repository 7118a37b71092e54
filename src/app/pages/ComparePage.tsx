import { Page } from '../Page.tsx'

export default function ComparePage() {
  return <Page title="Compare">{null}</Page>
}
