// What each case of statemachine/mocks/MockConfigFile.json comes to: the table that mocks.test.ts runs.

export interface Expected {
  /** FAILED with this error; SUCCEEDED without. */
  error?: string;
  /** States that are entered, in this order; others may stand between them. */
  through: string;
  /** States that are never entered. */
  without?: string;
  /** Of events/check-photo, where it is not `upload`. */
  input?: string;
  /** How often a state's task is carried out, where that is not once. */
  attempts?: Record<string, number>;
}

const UNDONE = 'WithdrawPhoto SaveFailure AnnounceFailure WasWithdrawn AlertOperators PhotoFailed';
const NOT_UNDONE = 'WithdrawPhoto SaveFailure AnnounceFailure WasWithdrawn AlertLeftovers PhotoFailed';
const NOT_PUBLISHED = 'CreateThumbnails IndexFace SaveApproval';
const NOT_REMINDED = 'WaitForRetake RemindRider';
const TOLD = 'PublishOutcome TellRider';
const LAMBDA_TRIES = 6;
const undone = (through: string, error = 'DependencyRefusedError', attempts = {}): Expected => ({
  error,
  through: `${through} ${UNDONE}`,
  without: `${TOLD} Done`,
  attempts,
});
const unclaimed = (through: string, error: string, attempts = {}): Expected => ({
  error,
  through: `ClaimPhoto ${through} AlertUnclaimed PhotoFailed`.replaceAll('  ', ' '),
  without: 'InspectPhoto WithdrawPhoto SaveFailure',
  attempts,
});
export const CASES: Record<string, Expected> = {
  Approved: {
    through:
      'ClaimPhoto InspectPhoto DetectFace ClassifyPhoto CheckPhoto Decide CreateThumbnails IndexFace ConfirmUnique LabelPhoto CreateInsights SaveApproval PublishOutcome TellRider Done',
    without: `RetireOldPhotos OpenReview DiscardCopies ${NOT_REMINDED} AlertNotificationFailed`,
  },
  ApprovedRenewal: { through: 'ConfirmUnique SaveApproval PublishOutcome TellRider RetireOldPhotos Done' },
  ApprovedWithoutLabels: { through: 'LabelPhoto SaveApproval Done', without: 'CreateInsights' },
  ApprovedAfterThrottling: {
    through: 'ClaimPhoto SaveApproval PublishOutcome Done',
    without: 'WithdrawPhoto AlertNotificationFailed',
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
  ApprovedWithoutInsights: { through: 'CreateInsights SaveApproval Done' },
  ApprovedAfterSecondLook: {
    through:
      'ConfirmUnique SaveApproval IsSecondLook LookAgain ConfirmUnique SaveApproval PublishOutcome Done',
    without: 'WithdrawPhoto UndoPublication',
    attempts: { ConfirmUnique: 2, LabelPhoto: 2, CreateInsights: 2, SaveApproval: 5 },
  },
  RetakeUnreadableFile: {
    through: 'InspectPhoto Decide SaveRefusal PublishOutcome DiscardCopies WaitForRetake RemindRider Done',
    without: `DetectFace CheckPhoto ${NOT_PUBLISHED}`,
  },
  RetakeReminded: {
    through:
      'DetectFace Decide SaveRefusal PublishOutcome TellRider DiscardCopies WaitForRetake ReadRiderAgain IsStillWaiting RemindRider Done',
    without: `CheckPhoto ${NOT_PUBLISHED}`,
  },
  RetakeAgain: {
    input: 'recheck',
    through: 'Decide SaveRefusal DiscardCopies WaitForRetake IsStillWaiting Done',
    without: `PublishOutcome TellRider RemindRider ${NOT_PUBLISHED}`,
  },
  RetakeSentAnother: { through: 'WaitForRetake ReadRiderAgain IsStillWaiting Done', without: 'RemindRider' },
  RetakeRiderGone: { through: 'WaitForRetake ReadRiderAgain IsStillWaiting Done', without: 'RemindRider' },
  RetakeRiderNotFoundAgain: {
    through: 'ReadRiderAgain Done',
    without: 'IsStillWaiting RemindRider',
    attempts: { ReadRiderAgain: 6 },
  },
  RetakeReminderNotSent: {
    through: 'RemindRider Done',
    without: 'WithdrawPhoto',
    attempts: { RemindRider: 6 },
  },
  RetakeNotTold: {
    through:
      'TellRider DiscardCopies WereNotificationsSent AlertNotificationFailed IsRetake WaitForRetake Done',
    attempts: { TellRider: 6 },
  },
  Rejected: {
    through: 'CheckPhoto Decide SaveRefusal PublishOutcome TellRider DiscardCopies Done',
    without: `${NOT_PUBLISHED} ${NOT_REMINDED}`,
  },
  ReviewerApproved: {
    through:
      'Decide OpenReview IsAnswer SetDecidedBy OnReview ReviewerApproved CreateThumbnails SaveApproval Done',
  },
  ReviewerAskedForRetake: {
    through: 'OpenReview ReviewerAskedForRetake SaveRefusal DiscardCopies WaitForRetake RemindRider Done',
    without: NOT_PUBLISHED,
  },
  ReviewerRejected: {
    through: 'OpenReview ReviewerRejected SaveRefusal DiscardCopies Done',
    without: `${NOT_PUBLISHED} ${NOT_REMINDED}`,
  },
  ReviewExpired: {
    through: 'OpenReview ReviewExpired SaveRefusal DiscardCopies Done',
    without: `SetDecidedBy ${NOT_PUBLISHED}`,
  },
  AppealExpired: {
    through: 'Decide ReviewExpired SaveRefusal DiscardCopies Done',
    without: `OpenReview ${NOT_PUBLISHED} ${NOT_REMINDED}`,
  },
  ReviewAnsweredInTheEnd: {
    through:
      'OpenReview IsAnswer AskAgain OpenReview IsAnswer AskAgain OpenReview IsAnswer AskAgain OpenReview IsAnswer SetDecidedBy ReviewerApproved Done',
    attempts: { OpenReview: 4 },
  },
  ReviewAnswerUnknown: undone('OpenReview AskAgain AskAgain AskAgain ReviewUnknown', 'ReviewUnknown', {
    OpenReview: 4,
  }),
  ModelUnavailableIsReviewed: {
    through: 'ClassifyPhoto ClassificationUnavailable Decide OpenReview ReviewerApproved SaveApproval Done',
  },
  FaceNotIndexed: {
    through: 'Decide IndexFace IsUnique UndoPublication Decide SaveRefusal WaitForRetake Done',
    without: 'ConfirmUnique SaveApproval',
    attempts: { Decide: 2 },
  },
  FaceTakenMeanwhile: {
    through: 'Decide IndexFace ConfirmUnique IsUnique UndoPublication Decide SaveRefusal Done',
    without: `SaveApproval ${NOT_REMINDED}`,
    attempts: { Decide: 2 },
  },
  FaceContestedMeanwhile: {
    through:
      'SaveApproval IsSecondLook LookAgain ConfirmUnique IsUnique UndoPublication Decide SaveRefusal Done',
    without: `WithdrawPhoto ${NOT_REMINDED}`,
    attempts: { Decide: 2, ConfirmUnique: 2, SaveApproval: 4 },
  },
  AlreadyClaimed: {
    through: 'ClaimPhoto WhyNotClaimed ReadClaim IsSameUpload AlreadyClaimed',
    without: 'InspectPhoto',
  },
  AlreadyClaimedWhenSentAgain: {
    through: 'ClaimPhoto WhyNotClaimed ReadClaim IsSameUpload AlreadyClaimed',
    without: 'InspectPhoto',
  },
  PhotoIdInUse: {
    error: 'PhotoIdInUse',
    through: 'ClaimPhoto ReadClaim IsSameUpload PhotoIdInUse',
    without: 'InspectPhoto',
  },
  NotWelcome: {
    through: 'ClaimPhoto WhyNotClaimed DiscardUpload NotWelcome',
    without: `InspectPhoto ${TOLD}`,
  },
  RepeatedFile: {
    through: 'InspectPhoto IsReadable Decide SaveRepeat PublishOutcome TellRider Done',
    without: 'DetectFace SaveRefusal DiscardCopies',
  },
  OldPhotosStay: {
    through: 'SaveApproval RetireOldPhotos ReportLeftovers WereNotificationsSent Done',
    without: 'WithdrawPhoto',
  },
  CopiesStay: { through: 'SaveRefusal DiscardCopies ReportLeftovers WereNotificationsSent Done' },
  LeftoversNotReported: {
    through: 'DiscardCopies ReportLeftovers WereNotificationsSent Done',
    without: 'AlertNotificationFailed',
    attempts: { ReportLeftovers: 6 },
  },
  EventNotPublished: {
    through: 'PublishOutcome TellRider OnOutcome AlertNotificationFailed IsRetake Done',
    attempts: { PublishOutcome: 6 },
  },
  RiderNotTold: {
    through: 'PublishOutcome TellRider OnOutcome AlertNotificationFailed IsRetake Done',
    attempts: { TellRider: 6 },
  },
  SilenceNotReported: {
    through: 'TellRider AlertNotificationFailed IsRetake Done',
    without: 'WithdrawPhoto',
    attempts: { TellRider: 6, AlertNotificationFailed: 6 },
  },
  ClaimFails: unclaimed('', 'DynamoDb.DynamoDbException', { ClaimPhoto: 6 }),
  ClaimConflicts: unclaimed(
    'WhyNotClaimed SecondClaim ClaimLater ClaimPhoto WhyNotClaimed CountClaim ClaimLater ClaimPhoto',
    'DynamoDb.TransactionCanceledException',
    { ClaimPhoto: 4 },
  ),
  ReadClaimFails: unclaimed('ReadClaim', 'DynamoDB.AmazonDynamoDBException', { ReadClaim: 6 }),
  DiscardUploadFails: unclaimed('DiscardUpload', 'DependencyRefusedError'),
  UnclaimedNotAlerted: unclaimed('', 'DynamoDb.DynamoDbException', { ClaimPhoto: 6, AlertUnclaimed: 6 }),
  InspectPhotoFails: undone('InspectPhoto'),
  SaveRepeatFails: undone('SaveRepeat', 'DynamoDB.AmazonDynamoDBException', { SaveRepeat: 6 }),
  DetectFaceFails: undone('DetectFace'),
  DetectFaceNeverAvailable: undone('DetectFace', 'DependencyUnavailableError', { DetectFace: LAMBDA_TRIES }),
  DetectFaceAlwaysThrottled: undone('DetectFace', 'DependencyThrottledError', { DetectFace: 13 }),
  FindDuplicateFails: undone('FindDuplicate'),
  ModeratePhotoFails: undone('ModeratePhoto'),
  DecideFails: undone('Decide'),
  OpenReviewFails: undone('OpenReview'),
  SaveRefusalFails: undone('SaveRefusal', 'DynamoDb.DynamoDbException', { SaveRefusal: 6 }),
  IndexFaceFails: undone('IndexFace'),
  CreateThumbnailsFails: undone('CreateThumbnails'),
  ConfirmUniqueFails: undone('ConfirmUnique'),
  UndoPublicationFails: undone('UndoPublication'),
  SaveApprovalFails: undone('SaveApproval', 'DynamoDb.DynamoDbException', { SaveApproval: 6 }),
  ContestedTwice: undone(
    'SaveApproval IsSecondLook LookAgain SaveApproval IsSecondLook',
    'DynamoDb.TransactionCanceledException',
    { ConfirmUnique: 2, LabelPhoto: 2, CreateInsights: 2, SaveApproval: 8 },
  ),
  WithdrawalFails: { ...undone('DetectFace'), through: `DetectFace ${NOT_UNDONE}` },
  LeftoversNotAlerted: {
    ...undone('DetectFace'),
    through: `DetectFace ${NOT_UNDONE}`,
    attempts: { AlertLeftovers: 6 },
  },
  TakenOver: {
    through: 'DetectFace WithdrawPhoto SaveFailure WasUndone NotOurs',
    without: 'AnnounceFailure AlertOperators AlertLeftovers PhotoFailed',
  },
  TakenOverNotWithdrawn: {
    error: 'DependencyRefusedError',
    through: 'DetectFace WithdrawPhoto SaveFailure WasUndone AlertLeftovers PhotoFailed',
    without: 'AnnounceFailure AlertOperators',
  },
  FailureNotSaved: undone('DetectFace', 'DependencyRefusedError', { SaveFailure: 6 }),
  FailureNotAnnounced: undone('DetectFace', 'DependencyRefusedError', { AnnounceFailure: 6 }),
  OperatorsNotAlerted: undone('DetectFace', 'DependencyRefusedError', { AlertOperators: 6 }),
};
