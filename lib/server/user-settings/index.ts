export { checkUserSettings, type SettingValue } from "./check-user-settings";
export type { SettingsContext } from "./context";
export { DERIVED, type Derivation } from "./derived";
export { settingElsewhere } from "./setting-elsewhere";
