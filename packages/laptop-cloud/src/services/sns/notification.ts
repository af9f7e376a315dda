// One published message, and the bodies in which subscribers get it.
// Source: SNS Developer Guide, "Amazon SNS message and JSON formats"; Lambda Developer Guide, "Using Lambda with Amazon SNS".

export interface MessageAttribute {
  /** `String`, `String.Array`, `Number` or `Binary`. */
  DataType: string;
  StringValue?: string;
  /** Base64. */
  BinaryValue?: string;
}

export interface Notification {
  id: string;
  /** Milliseconds since 1970. */
  time: number;
  topicArn: string;
  subject?: string;
  message: string;
  /** Texts for single protocols, when the publisher gave several. */
  messageByProtocol?: Readonly<Record<string, string>>;
  attributes: Readonly<Record<string, MessageAttribute>>;
  traceHeader?: string;
  /** Queues get it with the message, for order or fair turns. */
  messageGroupId?: string;
  /** FIFO topics: what FIFO queues tell repetitions by. */
  deduplicationId?: string;
  /** FIFO topics. */
  sequenceNumber?: string;
}

/** As it comes, before the topic makes a message of it. */
export type NewNotification = Omit<Notification, 'id' | 'time' | 'topicArn'>;

// Only AWS can sign in its own name; verifying consumers see at once that this did not come from there.
const SIGNATURE = 'not-signed-by-aws';
const CERTIFICATE_URL = 'http://127.0.0.1/not-signed-by-aws.pem';

export function textFor(notification: Notification, protocol: string): string {
  return notification.messageByProtocol?.[protocol] ?? notification.message;
}

/** What SQS queues get without raw delivery. */
export function queueEnvelope(notification: Notification, subscriptionArn: string): string {
  return JSON.stringify({
    Type: 'Notification',
    MessageId: notification.id,
    ...(notification.sequenceNumber === undefined ? {} : { SequenceNumber: notification.sequenceNumber }),
    TopicArn: notification.topicArn,
    ...(notification.subject === undefined ? {} : { Subject: notification.subject }),
    Message: textFor(notification, 'sqs'),
    Timestamp: new Date(notification.time).toISOString(),
    // Those of FIFO topics are not signed on AWS either.
    ...(notification.sequenceNumber === undefined
      ? { SignatureVersion: '1', Signature: SIGNATURE, SigningCertURL: CERTIFICATE_URL }
      : {}),
    UnsubscribeURL: `http://127.0.0.1/?Action=Unsubscribe&SubscriptionArn=${subscriptionArn}`,
    ...(Object.keys(notification.attributes).length > 0
      ? { MessageAttributes: envelopeAttributes(notification) }
      : {}),
  });
}

/** The event that Lambda functions get. */
export function functionEvent(notification: Notification, subscriptionArn: string): string {
  return JSON.stringify({
    Records: [
      {
        EventSource: 'aws:sns',
        EventVersion: '1.0',
        EventSubscriptionArn: subscriptionArn,
        Sns: {
          Type: 'Notification',
          MessageId: notification.id,
          TopicArn: notification.topicArn,
          Subject: notification.subject ?? null,
          Message: textFor(notification, 'lambda'),
          Timestamp: new Date(notification.time).toISOString(),
          SignatureVersion: '1',
          Signature: SIGNATURE,
          SigningCertUrl: CERTIFICATE_URL,
          UnsubscribeUrl: `http://127.0.0.1/?Action=Unsubscribe&SubscriptionArn=${subscriptionArn}`,
          MessageAttributes: envelopeAttributes(notification),
        },
      },
    ],
  });
}

function envelopeAttributes({ attributes }: Notification): Record<string, { Type: string; Value: string }> {
  return Object.fromEntries(
    Object.entries(attributes).map(([name, { DataType, StringValue, BinaryValue }]) => [
      name,
      { Type: DataType, Value: StringValue ?? BinaryValue ?? '' },
    ]),
  );
}
