export { ALL_OPTION_NAMES, catalogueOf, releasesWith, type Catalogue } from "./catalogue";
export {
  ENUMS,
  isEnum,
  valuesOf,
  type DefaultValue,
  type EnumName,
  type OptionType,
  type ServerOption,
} from "./option";
export { undescribedKey } from "./undescribed-keys";
