// What each case of statemachine/mocks/MockConfigFile.json comes to: the table that mocks.test.ts runs.

export interface Expected {
  /** FAILED with this error; SUCCEEDED without. */
  error?: string;
  /** States that are entered, in this order; others may stand between them. */
  through: string;
  /** States that are never entered. */
  without?: string;
  /** How often a state's task is carried out, where that is not once. */
  attempts?: Record<string, number>;
}

const UNDONE = 'WithdrawPhoto SaveFailure AnnounceFailure AlertOperators PhotoFailed';
const NOT_PUBLISHED = 'PublishPhoto SaveApproval';
const NOT_REMINDED = 'WaitForRetake RemindRider';
const undone = (through: string, error = 'DependencyRefusedError'): Expected => ({
  error,
  through: `${through} ${UNDONE}`,
  without: 'AnnounceOutcome Done',
});

export const CASES: Record<string, Expected> = {
  Approved: {
    through:
      'ClaimPhoto InspectPhoto DetectFace CheckPhoto Decide PublishPhoto ConfirmUnique SaveApproval CreateInsights SaveInsights AnnounceOutcome Done',
    without: `RemoveOldFaces OpenReview ${NOT_REMINDED} ReportSilence`,
  },
  ApprovedRenewal: { through: 'ConfirmUnique SaveApproval RemoveOldFaces CreateInsights Done' },
  ApprovedWithoutLabels: { through: 'LabelPhoto LabelsUnavailable Decide SaveApproval Done' },
  ApprovedAfterThrottling: {
    through: 'ClaimPhoto SaveApproval AnnounceOutcome Done',
    without: 'WithdrawPhoto ReportSilence',
    attempts: {
      ClaimPhoto: 3,
      InspectPhoto: 3,
      DetectFace: 3,
      FindDuplicate: 3,
      ModeratePhoto: 3,
      LabelPhoto: 3,
      Decide: 3,
      IndexFace: 3,
      CreateThumbnails: 3,
      ConfirmUnique: 3,
      SaveApproval: 3,
      CreateInsights: 3,
      PublishOutcome: 2,
      TellRider: 2,
    },
  },
  ApprovedAfterCrashAndTimeout: { through: 'IndexFace SaveApproval Done', attempts: { IndexFace: 3 } },
  ApprovedOnceFaceIsSearchable: {
    through: 'ConfirmUnique SaveApproval Done',
    attempts: { ConfirmUnique: 5 },
  },
  RetakeUnreadableFile: {
    through: 'InspectPhoto Decide SaveRefusal AnnounceOutcome WaitForRetake RemindRider Done',
    without: `DetectFace CheckPhoto ${NOT_PUBLISHED}`,
  },
  RetakeReminded: {
    through:
      'DetectFace Decide SaveRefusal AnnounceOutcome WaitForRetake ReadRiderAgain IsStillWaiting RemindRider Done',
    without: `CheckPhoto ${NOT_PUBLISHED}`,
  },
  RetakeSentAnother: { through: 'WaitForRetake ReadRiderAgain IsStillWaiting Done', without: 'RemindRider' },
  RetakeRiderGone: { through: 'WaitForRetake ReadRiderAgain IsStillWaiting Done', without: 'RemindRider' },
  RetakeRiderNotFoundAgain: { through: 'ReadRiderAgain Done', without: 'IsStillWaiting RemindRider' },
  RetakeReminderNotSent: { through: 'RemindRider Done', without: 'WithdrawPhoto' },
  Rejected: {
    through: 'CheckPhoto Decide SaveRefusal AnnounceOutcome Done',
    without: `${NOT_PUBLISHED} ${NOT_REMINDED}`,
  },
  ReviewerApproved: {
    through: 'Decide OpenReview NoteReviewer OnReview ReviewerApproved PublishPhoto SaveApproval Done',
  },
  ReviewerAskedForRetake: {
    through: 'OpenReview ReviewerAskedForRetake SaveRefusal AnnounceOutcome WaitForRetake RemindRider Done',
    without: NOT_PUBLISHED,
  },
  ReviewerRejected: {
    through: 'OpenReview ReviewerRejected SaveRefusal AnnounceOutcome Done',
    without: `${NOT_PUBLISHED} ${NOT_REMINDED}`,
  },
  ReviewExpired: {
    through: 'OpenReview ReviewExpired SaveRefusal AnnounceOutcome Done',
    without: `NoteReviewer ${NOT_PUBLISHED}`,
  },
  ReviewAnswerUnknown: undone('OpenReview OnReview ReviewUnknown', 'ReviewUnknown'),
  ModelUnavailableIsReviewed: {
    through: 'ClassifyPhoto ClassificationUnavailable Decide OpenReview ReviewerApproved SaveApproval Done',
  },
  FaceNotIndexed: {
    through: 'Decide PublishPhoto IsIndexed UndoPublication Decide SaveRefusal WaitForRetake Done',
    without: 'ConfirmUnique SaveApproval',
    attempts: { Decide: 2 },
  },
  FaceTakenMeanwhile: {
    through: 'Decide PublishPhoto ConfirmUnique IsUnique UndoPublication Decide SaveRefusal Done',
    without: `SaveApproval ${NOT_REMINDED}`,
    attempts: { Decide: 2 },
  },
  AlreadyClaimed: { through: 'ClaimPhoto AlreadyClaimed', without: 'InspectPhoto' },
  RepeatedFile: {
    through: 'InspectPhoto IsReadable RepeatAnswer AnsweredBefore',
    without: 'Decide AnnounceOutcome',
  },
  OldFacesStay: { through: 'RemoveOldFaces CreateInsights SaveInsights Done', without: 'WithdrawPhoto' },
  InsightsFail: { through: 'CreateInsights AnnounceOutcome Done', without: 'SaveInsights WithdrawPhoto' },
  InsightsNotSaved: { through: 'SaveInsights AnnounceOutcome Done', without: 'WithdrawPhoto' },
  EventNotPublished: { through: 'OutcomeNotPublished WasAnnounced ReportSilence IsRetake Done' },
  RiderNotTold: { through: 'RiderNotTold WasAnnounced ReportSilence IsRetake Done' },
  SilenceNotReported: { through: 'RiderNotTold ReportSilence IsRetake Done', without: 'WithdrawPhoto' },
  ClaimFails: {
    error: 'DynamoDB.AccessDeniedException',
    through: 'ClaimPhoto AlertOperators PhotoFailed',
    without: 'WithdrawPhoto SaveFailure',
  },
  InspectPhotoFails: undone('InspectPhoto'),
  RepeatAnswerFails: undone('RepeatAnswer', 'DynamoDB.AccessDeniedException'),
  DetectFaceFails: undone('DetectFace'),
  DetectFaceNeverAvailable: {
    ...undone('DetectFace', 'DependencyUnavailableError'),
    attempts: { DetectFace: 6 },
  },
  FindDuplicateFails: undone('FindDuplicate'),
  ModeratePhotoFails: undone('ModeratePhoto'),
  ReadRiderFails: undone('ReadRider', 'DynamoDB.AccessDeniedException'),
  DecideFails: undone('Decide'),
  OpenReviewFails: undone('OpenReview'),
  SaveRefusalFails: undone('SaveRefusal', 'DynamoDb.ValidationException'),
  IndexFaceFails: undone('IndexFace'),
  CreateThumbnailsFails: undone('CreateThumbnails'),
  ConfirmUniqueFails: undone('ConfirmUnique'),
  UndoPublicationFails: undone('UndoPublication'),
  SaveApprovalFails: undone('SaveApproval', 'DynamoDb.ValidationException'),
  WithdrawalFails: undone('DetectFace'),
  FailureNotSaved: undone('DetectFace'),
  FailureNotAnnounced: undone('DetectFace'),
  OperatorsNotAlerted: undone('DetectFace'),
  UnexpectedKey: { error: 'UnexpectedKey', through: 'IsUpload UnexpectedKey', without: 'ClaimPhoto' },
};
