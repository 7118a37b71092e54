import { Page } from '../Page.tsx'

export default function SettingsPage() {
  return <Page title="Settings">{null}</Page>
}
