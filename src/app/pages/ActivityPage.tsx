import { Page } from '../Page.tsx'

export default function ActivityPage() {
  return <Page title="Activity">{null}</Page>
}
