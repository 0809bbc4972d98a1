#include "ui/assistant/context_preview.h"

#include "ui/theme/theme.h"

#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace ui::assistant {

using namespace ui::theme;

ContextPreview::ContextPreview(const core::assistant::Context &context, const QString &provider, QWidget *parent) : QDialog(parent)
{
    setWindowTitle(tr("What would be sent"));
    resize(640, 480);
    auto *const layout = new QVBoxLayout(this);
    layout->setContentsMargins(kSpace4, kSpace4, kSpace4, kSpace4);
    layout->setSpacing(kSpace3);
    auto *const intro = new QLabel(tr("Your question goes to %1 with this text and nothing else. %2").arg(provider,
        context.redacted == 0   ? tr("No secret was recognised in it.")
        : context.redacted == 1 ? tr("One secret was replaced.")
                                : tr("%1 secrets were replaced.").arg(context.redacted)), this);
    intro->setWordWrap(true);
    intro->setTextFormat(Qt::PlainText);
    setVariant(intro, "tone", "dim");
    layout->addWidget(intro);
    auto *const text = new QPlainTextEdit(QString::fromStdString(context.text), this);
    text->setReadOnly(true);
    text->setFont(monoFont(12));
    text->setAccessibleName(windowTitle());
    layout->addWidget(text, 1);
    auto *const row = new QHBoxLayout;
    row->addStretch();
    auto *const close = new QPushButton(tr("Close"), this);
    connect(close, &QPushButton::clicked, this, &QDialog::accept);
    row->addWidget(close);
    layout->addLayout(row);
}

} // namespace ui::assistant
