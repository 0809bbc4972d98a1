// Asks for the name of an image to pull. GUI thread.
#pragma once
#include <QWidget>

class QLabel;
class QLineEdit;

namespace ui::desk {

class PullBar : public QWidget
{
    Q_OBJECT
public:
    explicit PullBar(QWidget *parent = nullptr);
    void open(); // with the keys going to it

Q_SIGNALS:
    void pullRequested(const QString &reference); // a valid one, with a tag or a digest

protected:
    void keyPressEvent(QKeyEvent *event) override;

private:
    void submit();

    QLineEdit *m_reference;
    QLabel *m_problem;
};

QString withTag(const QString &reference); // "debian" -> "debian:latest"

} // namespace ui::desk
