// What a card for Gmail may consist of: every type, its properties (`!` marks the required) and their kinds.

const oneOf = (...names) => new Set(names);
const ALIGNMENT = oneOf('START', 'CENTER', 'END');
const CROPS = oneOf('SQUARE', 'CIRCLE', 'RECTANGLE_CUSTOM', 'RECTANGLE_4_3');

export const SHAPES = {
  Card: {
    name: 'string', header: 'CardHeader', 'sections!': ['Section'], cardActions: ['CardAction'],
    fixedFooter: 'CardFixedFooter', peekCardHeader: 'CardHeader', displayStyle: oneOf('PEEK', 'REPLACE'),
    sectionDividerStyle: oneOf('SOLID_DIVIDER', 'NO_DIVIDER'),
  },
  CardHeader: {
    'title!': 'string', subtitle: 'string', imageUrl: 'https', imageAltText: 'string',
    imageType: oneOf('SQUARE', 'CIRCLE'),
  },
  CardAction: { 'actionLabel!': 'string', 'onClick!': 'OnClick' },
  CardFixedFooter: { 'primaryButton!': 'Button', secondaryButton: 'Button' },
  Section: {
    header: 'string', 'widgets!': ['Widget'], collapsible: 'boolean', uncollapsibleWidgetsCount: 'integer',
    collapseControl: 'CollapseControl',
  },
  CollapseControl: { horizontalAlignment: ALIGNMENT, expandButton: 'Button', collapseButton: 'Button' },
  Widget: {
    textParagraph: 'TextParagraph', image: 'Image', decoratedText: 'DecoratedText', buttonList: 'ButtonList',
    textInput: 'TextInput', selectionInput: 'SelectionInput', dateTimePicker: 'DateTimePicker', divider: 'Divider',
    grid: 'Grid', columns: 'Columns', chipList: 'ChipList', horizontalAlignment: ALIGNMENT,
  },
  WidgetInColumn: {
    textParagraph: 'TextParagraph', image: 'Image', decoratedText: 'DecoratedText', buttonList: 'ButtonList',
    textInput: 'TextInput', selectionInput: 'SelectionInput', dateTimePicker: 'DateTimePicker', chipList: 'ChipList',
  },
  TextParagraph: { 'text!': 'string', maxLines: 'integer' },
  Image: { 'imageUrl!': 'https', altText: 'string', onClick: 'OnClick' },
  Divider: {},
  DecoratedText: {
    icon: 'Icon', startIcon: 'Icon', topLabel: 'string', 'text!': 'string', wrapText: 'boolean', bottomLabel: 'string',
    onClick: 'OnClick', button: 'Button', switchControl: 'SwitchControl', endIcon: 'Icon',
  },
  Icon: {
    knownIcon: 'string', iconUrl: 'https', materialIcon: 'object', altText: 'string',
    imageType: oneOf('SQUARE', 'CIRCLE'),
  },
  ButtonList: { 'buttons!': ['Button'] },
  Button: {
    text: 'string', icon: 'Icon', color: 'Color', 'onClick!': 'OnClick', disabled: 'boolean', altText: 'string',
    type: oneOf('OUTLINED', 'FILLED', 'FILLED_TONAL', 'BORDERLESS'),
  },
  Color: { red: 'number', green: 'number', blue: 'number', alpha: 'number' },
  ChipList: { layout: oneOf('WRAPPED', 'HORIZONTAL_SCROLLABLE'), 'chips!': ['Chip'] },
  Chip: { icon: 'Icon', label: 'string', onClick: 'OnClick', enabled: 'boolean', disabled: 'boolean', altText: 'string' },
  TextInput: {
    'name!': 'string', label: 'string', hintText: 'string', value: 'string', type: oneOf('SINGLE_LINE', 'MULTIPLE_LINE'),
    onChangeAction: 'Action', initialSuggestions: 'Suggestions', autoCompleteAction: 'Action', validation: 'Validation',
  },
  Validation: {
    characterLimit: 'integer', inputType: oneOf('TEXT', 'INTEGER', 'FLOAT', 'EMAIL', 'EMOJI_PICKER'),
  },
  Suggestions: { items: ['SuggestionItem'] },
  SuggestionItem: { 'text!': 'string' },
  SelectionInput: {
    'name!': 'string', label: 'string', items: ['SelectionItem'], onChangeAction: 'Action',
    type: oneOf('CHECK_BOX', 'RADIO_BUTTON', 'SWITCH', 'DROPDOWN', 'MULTI_SELECT'),
    multiSelectMaxSelectedItems: 'integer', multiSelectMinQueryLength: 'integer',
  },
  SelectionItem: { 'text!': 'string', 'value!': 'string', selected: 'boolean', startIconUri: 'https', bottomText: 'string' },
  SwitchControl: {
    'name!': 'string', value: 'string', selected: 'boolean', onChangeAction: 'Action',
    controlType: oneOf('SWITCH', 'CHECKBOX', 'CHECK_BOX'),
  },
  DateTimePicker: {
    'name!': 'string', label: 'string', type: oneOf('DATE_AND_TIME', 'DATE_ONLY', 'TIME_ONLY'), valueMsEpoch: 'int64',
    timezoneOffsetDate: 'integer', onChangeAction: 'Action',
  },
  Grid: {
    title: 'string', 'items!': ['GridItem'], borderStyle: 'BorderStyle', columnCount: 'integer', onClick: 'OnClick',
  },
  GridItem: {
    id: 'string', image: 'ImageComponent', title: 'string', subtitle: 'string', layout: oneOf('TEXT_BELOW', 'TEXT_ABOVE'),
  },
  ImageComponent: { 'imageUri!': 'https', altText: 'string', cropStyle: 'ImageCropStyle', borderStyle: 'BorderStyle' },
  ImageCropStyle: { type: CROPS, aspectRatio: 'number' },
  BorderStyle: { type: oneOf('NO_BORDER', 'STROKE'), strokeColor: 'Color', cornerRadius: 'integer' },
  Columns: { 'columnItems!': ['Column'] },
  Column: {
    horizontalSizeStyle: oneOf('FILL_AVAILABLE_SPACE', 'FILL_MINIMUM_SPACE'), horizontalAlignment: ALIGNMENT,
    verticalAlignment: oneOf('CENTER', 'TOP', 'BOTTOM'), 'widgets!': ['WidgetInColumn'],
  },
  OnClick: {
    action: 'Action', openLink: 'OpenLink', openDynamicLinkAction: 'Action', card: 'object', overflowMenu: 'OverflowMenu',
  },
  Action: {
    'function!': 'function', parameters: ['ActionParameter'], loadIndicator: oneOf('SPINNER', 'NONE'),
    persistValues: 'boolean', requiredWidgets: ['string'], allWidgetsAreRequired: 'boolean',
  },
  ActionParameter: { 'key!': 'string', 'value!': 'string' },
  OpenLink: { 'url!': 'link', openAs: oneOf('FULL_SIZE', 'OVERLAY'), onClose: oneOf('NOTHING', 'RELOAD') },
  OverflowMenu: { 'items!': ['OverflowMenuItem'] },
  OverflowMenuItem: { startIcon: 'Icon', 'text!': 'string', onClick: 'OnClick', disabled: 'boolean' },
};

/** Of these properties only so many (least, most) may be set at once. */
export const CHOICES = {
  Widget: [1, 1, Object.keys(SHAPES.WidgetInColumn).concat('divider', 'grid', 'columns')],
  WidgetInColumn: [1, 1, Object.keys(SHAPES.WidgetInColumn)],
  DecoratedText: [0, 1, ['button', 'switchControl', 'endIcon']],
  Icon: [1, 1, ['knownIcon', 'iconUrl', 'materialIcon']],
  OnClick: [1, 1, Object.keys(SHAPES.OnClick)],
};

/** [least, most] entries of a list. */
export const LENGTHS = {
  Card: { sections: [1, 100], cardActions: [0, 10] },
  Section: { widgets: [1, Infinity] },
  ButtonList: { buttons: [1, Infinity] },
  ChipList: { chips: [1, Infinity] },
  SelectionInput: { items: [0, 100] },
  Columns: { columnItems: [1, 2] },
  OverflowMenu: { items: [1, Infinity] },
};
